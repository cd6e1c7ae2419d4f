import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { operatorPage, serverWithOperators } from '../support/operators.ts';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({}, serverWithOperators);
});

afterAll(() => stage?.close());

afterEach(() => {
  // What is not there for a stand-in, or closed, is an answer: the browser reports its status all the same.
  expect(stage.complaints.splice(0).filter((text) => !/status of (403|404)/.test(text))).toEqual([]);
});

it('an operator finds a business, sets its limits, closes and opens it, and stands in for a member', async () => {
  const operator = await operatorPage(stage);
  const owner = await stage.member('owner');

  // Found by a part of its name.
  await operator.goto('/operator');
  await operator.getByLabel('Name, address or an owner’s mail').fill('no such business');
  await operator.getByRole('button', { name: 'Find' }).click();
  await operator.getByText('No business fits').waitFor();
  await operator.getByLabel('Name, address or an owner’s mail').fill('harbor');
  await operator.getByRole('button', { name: 'Find' }).click();
  await operator.getByRole('link', { name: 'Harbor & Pine Painting' }).click();
  await operator.getByRole('heading', { level: 1, name: 'Harbor & Pine Painting' }).waitFor();
  await ready(operator);

  // Without a reason nothing is changed, and what was typed stays.
  const limits = operator.getByRole('form', { name: 'Limits' });
  await limits.getByLabel('Seats').fill('4');
  await limits.getByRole('button', { name: 'Change the limits' }).click();
  await limits.getByText('Say why, in a few words').first().waitFor();
  expect(await limits.getByLabel('Seats').inputValue()).toBe('4');
  await limits.getByLabel('Why').fill('Agreed by telephone with the owner');
  await limits.getByRole('button', { name: 'Change the limits' }).click();
  await operator.getByText('The limits were changed').waitFor();
  await owner.goto(`${business}/admin/usage`);
  await owner
    .getByText(/of 4\b/)
    .first()
    .waitFor();

  const plan = operator.getByRole('form', { name: 'Plan' });
  await plan.getByLabel('Plan', { exact: true }).selectOption('Standard');
  await plan.getByLabel('Why').fill('They grow: the standard plan from today');
  await plan.getByRole('button', { name: 'Give this plan' }).click();
  await operator.getByText('The plan and its limits were given').waitFor();
  expect(await limits.getByLabel('Seats').inputValue()).toBe('100');

  // Closed, its members read why; open again they go on.
  const why = 'The invoice of June is open since August';
  await operator.getByRole('form', { name: 'Suspend' }).getByLabel('Why').fill(why);
  await operator.getByRole('button', { name: 'Suspend' }).click();
  await operator.getByText('Nobody works here').waitFor();
  expect((await owner.goto(business))?.status()).toBe(403);
  await owner.getByText(why).waitFor();
  await operator.getByRole('form', { name: 'Open it again' }).getByLabel('Why').fill('It was paid in the meantime');
  await operator.getByRole('button', { name: 'Open it again' }).click();
  await operator.getByText('The business is open again').waitFor();
  expect((await owner.goto(business))?.status()).toBe(200);

  await standIn(operator);
  await inTheAudit(owner, why);
});

async function standIn(operator: Page): Promise<void> {
  const form = operator.getByRole('form', { name: 'Stand in for a member' });
  await form.getByLabel('Member', { exact: true }).selectOption('Marta Lindqvist, owner');
  await form.getByLabel('Why').fill('Marta asks why a quote looks wrong');
  await form.getByRole('button', { name: 'Stand in' }).click();
  await operator.waitForURL(business);

  // Every page says so, and those with keys, people and sign-in are closed.
  const banner = operator.getByRole('region', { name: 'Standing in' });
  for (const path of ['', '/paintbox/estimates', '/paintbox/clients', '/members']) {
    await operator.goto(`${business}${path}`);
    await banner.getByText('in the place of Marta Lindqvist').waitFor();
    await banner.getByText('Marta asks why a quote looks wrong').waitFor();
  }
  for (const path of ['admin', 'admin/api-keys', 'admin/webhooks', 'admin/sign-in', 'admin/data', 'admin/audit']) {
    expect([path, (await operator.goto(`${business}/${path}`))?.status()]).toEqual([path, 403]);
    await banner.waitFor();
  }
  expect((await operator.goto('/account/security'))?.status()).toBe(403);

  // To read is not to write.
  await operator.goto(`${business}/paintbox/clients`);
  expect(await operator.getByRole('link', { name: 'New client' }).count()).toBe(0);
  expect((await operator.goto(`${business}/paintbox/clients/new`))?.status()).toBe(403);

  await banner.getByRole('button', { name: 'Stop' }).click();
  await operator.getByRole('heading', { level: 1, name: 'Harbor & Pine Painting' }).waitFor();
  expect(await banner.count()).toBe(0);
  await operator.goto('/operator/acts');
  await operator.getByText('Marta asks why a quote looks wrong').first().waitFor();
}

async function inTheAudit(owner: Page, why: string): Promise<void> {
  await owner.goto(`${business}/admin/audit`);
  const items = owner.getByRole('listitem');
  for (const text of [
    why,
    'It was paid in the meantime',
    'Agreed by telephone',
    'Marta asks why a quote looks wrong',
  ]) {
    await items.filter({ hasText: text }).first().waitFor();
  }
  await items.filter({ hasText: 'Paul Brandt' }).first().waitFor();
  await owner.getByRole('link', { name: 'Check the chain' }).click();
  await owner.getByText('The chain is whole').waitFor();
}
