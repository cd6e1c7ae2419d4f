import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
afterEach(() => expect(stage.complaints.splice(0)).toEqual([]));

it('an admin finds a client, sees what would happen, has them erased, and takes the proof', async () => {
  const page = await stage.member('admin');
  await page.goto(`${business}/paintbox/clients/new`);
  await page.getByLabel('Name', { exact: true }).fill('Odalys Brightwater');
  await page.getByLabel('Email').fill('odalys@brightwater.example');
  await page.getByRole('button', { name: 'Add client' }).click();
  await page.getByRole('heading', { name: 'Odalys Brightwater' }).waitFor();
  const record = page.url();

  await page.getByRole('link', { name: 'Erase this person' }).click();
  await page.getByRole('heading', { name: 'What is erased' }).waitFor();
  await page.getByText('Audit entries').waitFor();
  await page.getByText('art. 17(3)(b)').waitFor();
  await ready(page);
  await page.getByLabel('Name of the person').fill('Odalys');
  await page.getByRole('button', { name: 'Erase this person' }).click();
  await page.getByText('Type the name as it is written').first().waitFor();
  await page.getByLabel('Name of the person').fill('Odalys Brightwater');
  await page.getByRole('button', { name: 'Erase this person' }).click();
  await page.getByRole('heading', { name: 'Who was erased' }).waitFor();
  await page.getByText('Erased', { exact: true }).waitFor({ timeout: 60_000 });

  const proof = page.getByRole('link', { name: 'Proof' }).first();
  const [file] = await Promise.all([page.waitForEvent('download'), proof.click()]);
  expect(file.suggestedFilename()).toMatch(/^erasure-.*\.json$/);

  await page.goto(record);
  await page.getByRole('heading', { name: 'Erased person' }).waitFor();
  await page.getByText('This person was erased').waitFor();
  await page.goto(`${business}/admin/people?q=brightwater`);
  await page.getByText('Nobody was found').waitFor();
  await page.goto(`${business}/admin/audit?check=on`);
  await page
    .getByText(/entries are|whole|as (they were|it was) written/i)
    .first()
    .waitFor();
  expect(await page.getByText('Brightwater').count()).toBe(0);
  await page.close();
});

it('nobody else is offered it, and whoever tries is refused', async () => {
  const page = await stage.member('member');
  await page.goto(`${business}/paintbox/clients`);
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Details' }).waitFor();
  expect(await page.getByRole('link', { name: 'Erase this person' }).count()).toBe(0);
  expect((await page.request.get(`${business}/admin/people`)).status()).toBe(403);
  await page.close();
});
