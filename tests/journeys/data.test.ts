import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;
const folder = mkdtempSync(join(tmpdir(), 'candlefish-data-'));

beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => expect(stage.complaints.splice(0)).toEqual([]));

it('an owner takes everything along and brings it into a new business, and has that one erased and kept', async () => {
  const page = await stage.member('owner');
  await page.goto(`${business}/admin/data`);
  await ready(page);
  await page.getByRole('button', { name: 'Make an archive' }).click();
  const download = page.getByRole('link', { name: /^Download/ });
  await download.waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
  const path = join(folder, file.suggestedFilename());
  expect(path).toMatch(/harbor-pine.*\.zip$/);
  await file.saveAs(path);

  await page.goto('/businesses/new');
  await page.getByLabel('Name of the business').fill('Harbor Copy');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\/harbor-copy$/);
  await page.goto('/t/harbor-copy/admin/data');
  await ready(page);
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'People of the archive' }).waitFor({ timeout: 60_000 });
  await page.getByText('Devon Reyes').waitFor();
  await page.getByText('Done', { exact: true }).first().waitFor({ timeout: 60_000 });
  await page.goto('/t/harbor-copy/paintbox/estimates');
  await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(3);

  await page.goto('/t/harbor-copy/admin/data');
  await ready(page);
  await page.getByLabel('Name of the business').fill('Harbor Cpoy');
  await page.getByRole('button', { name: 'Erase the business' }).click();
  await page.getByText('Type the name of the business as it is written').first().waitFor();
  await page.getByLabel('Name of the business').fill('Harbor Copy');
  await page.getByRole('button', { name: 'Erase the business' }).click();
  await page.getByText('This business is going to be erased').waitFor();
  await page.goto('/t/harbor-copy');
  await page.getByRole('button', { name: 'Keep the business' }).click();
  await page.getByText('The business stays.').waitFor();
  await page.close();
});

it('a file that is no archive is refused in a sentence and leaves the business empty', async () => {
  const page = await stage.member('admin');
  await page.goto('/businesses/new');
  await page.getByLabel('Name of the business').fill('Harbor Empty');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\/harbor-empty$/);
  await page.goto('/t/harbor-empty/admin/data');
  await ready(page);
  await page.locator('input[type=file]').setInputFiles('tests/fixtures/workbooks/interior-repaint.xlsx');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('It takes: ZIP').first().waitFor();
  await page.close();
});
