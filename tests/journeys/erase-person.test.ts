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

it('a member who was removed is found among the former ones and erased, and their account stays', async () => {
  const viewer = await stage.member('viewer');
  const page = await stage.member('admin');
  await page.goto(`${business}/admin/people?q=brandt`);
  await page.getByText('Remove them first').waitFor();
  await page.goto(`${business}/members`);
  await page.getByRole('link', { name: 'Paul Brandt' }).click();
  await ready(page);
  await page.getByRole('button', { name: /^Remove/ }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await page.getByText('is no longer a member').waitFor();
  await page.goto(`${business}/admin/people`);
  await page.getByRole('heading', { name: 'Former members' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Paul Brandt' }).getByRole('link').click();
  await page.getByText('Their account, with which they sign in').waitFor();
  await page.getByLabel('Name of the person').fill('Paul Brandt');
  await page.getByRole('button', { name: 'Erase this person' }).click();
  await page.getByRole('heading', { name: 'Who was erased' }).waitFor();
  await page.getByText('Taking their words out').waitFor({ state: 'detached', timeout: 60_000 });
  expect(await page.getByText('Paul Brandt').count()).toBe(0);
  await viewer.goto('/account');
  expect(await viewer.getByLabel('Your name').inputValue()).toBe('Paul Brandt');
  await Promise.all([page.close(), viewer.close()]);
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
