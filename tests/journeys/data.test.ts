import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { withMoreFiles } from '../support/larger-archive.ts';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;
/** Signed in once: whoever has several businesses is asked which one they mean. */
let page: Page;
const folder = mkdtempSync(join(tmpdir(), 'candlefish-data-'));

beforeAll(async () => {
  stage = await openStage();
  page = await stage.member('owner');
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => expect(stage.complaints.splice(0)).toEqual([]));

/** A business of somebody's own, and its page of data. */
async function newBusiness(page: Page, name: string): Promise<string> {
  await page.goto('/businesses/new');
  await page.getByLabel('Name of the business').fill(name);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\/[\w-]+$/);
  const address = `${new URL(page.url()).pathname}/admin/data`;
  await page.goto(address);
  await ready(page);
  return address;
}

async function downloadArchive(page: Page): Promise<string> {
  await page.goto(`${business}/admin/data`);
  await ready(page);
  await page.getByRole('button', { name: 'Make an archive' }).click();
  const download = page.getByRole('link', { name: /^Download/ });
  await download.waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

/** Chooses a file and sends it. */
async function bring(page: Page, path: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
}

it('an owner takes everything along and brings it into a new business, and has that one erased and kept', async () => {
  const path = await downloadArchive(page);
  expect(path).toMatch(/harbor-pine.*\.zip$/);
  expect(await newBusiness(page, 'Harbor Copy')).toBe('/t/harbor-copy/admin/data');
  await bring(page, path);
  await page.getByRole('heading', { name: 'Former members' }).waitFor({ timeout: 60_000 });
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
});

it('a file that is no archive is refused in a sentence and leaves the business empty', async () => {
  const page = await stage.member('admin');
  await newBusiness(page, 'Harbor Empty');
  await bring(page, 'tests/fixtures/workbooks/interior-repaint.xlsx');
  await page.getByText('It takes: ZIP').first().waitFor();
  await page.close();
});

it('a large archive is sent on where the page was closed in the middle, and every byte of it arrives', async () => {
  const small = await downloadArchive(page);
  const path = join(folder, 'large.zip');
  writeFileSync(path, withMoreFiles(readFileSync(small), 4, 9_000_000));
  const address = await newBusiness(page, 'Harbor Large');
  const pieces = await holdAfter(page, 4);
  await bring(page, path);
  const progress = page.getByRole('progressbar', { name: 'Sending “large.zip”' });
  await page.getByText('12 MiB of 34.').waitFor();
  expect(await progress.getAttribute('value')).toBe(String(3 * 4 * 1024 * 1024));

  // In this order: what is held back would go out once nobody holds it.
  await page.reload();
  await page.unroute(arrivals);
  await ready(page);
  await page.getByText('“large.zip” is not whole yet').waitFor();
  await page.getByText('12 MiB of 34.').waitFor();
  await bring(page, small);
  await page.getByText('The archive “large.zip” is arriving.').waitFor();
  await page.goto(`${address.replace(/data$/, 'usage')}`);
  await page.getByText('an archive that is arriving (34.').waitFor();

  await page.goto(address);
  await ready(page);
  pieces.length = 0;
  await bring(page, path);
  await page.getByText('The archive has arrived and is being read.').waitFor({ timeout: 60_000 });
  expect(pieces.length).toBeLessThan(9);
  await page.getByText('Done', { exact: true }).first().waitFor({ timeout: 90_000 });
  await page.goto(`${address.replace(/data$/, 'usage')}`);
  await page.getByText(/^3\d(\.\d)? MiB in \d+ files, of/).waitFor();
});

it('the sending of an archive is cancelled, by its button and without a script, and nothing of it stays', async () => {
  const path = join(folder, 'large.zip');
  const address = await newBusiness(page, 'Harbor Cancel');
  for (const isPlain of [false, true]) {
    await holdAfter(page, 3);
    await bring(page, path);
    await page.getByText('8 MiB of 34.').waitFor();
    await page.unroute(arrivals);
    const state = await page.context().storageState();
    const plain = isPlain ? await stage.visitor({ javaScriptEnabled: false, storageState: state }) : page;
    if (isPlain) await plain.goto(address);
    await plain.getByRole('button', { name: 'Cancel', exact: true }).click();
    await plain.getByText('Cancelled. What had come of the archive is removed.').waitFor();
    if (isPlain) await plain.getByText('Up to 25 MB. A larger one needs JavaScript.').waitFor();
    await page.goto(address);
    await ready(page);
    expect(await page.getByText('is not whole yet').count()).toBe(0);
  }
});

const arrivals = '**/admin/data/arrival';

/** Lets so many requests with the archive through, and leaves the next without an answer. Gives all that were asked. */
async function holdAfter(page: Page, count: number): Promise<string[]> {
  const asked: string[] = [];
  let through = 0;
  page.on('request', (request) => request.url().endsWith('/data/arrival') && asked.push(request.url()));
  await page.route(arrivals, (route) => {
    through += 1;
    if (through <= count) return route.continue();
  });
  return asked;
}
