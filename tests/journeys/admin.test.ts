import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

it('an admin runs the business: people, products, looks, sign-in, and looks back at it', async () => {
  const admin = await stage.member('admin');
  const member = await stage.member('member');
  await admin.getByRole('link', { name: 'Administration' }).click();
  await admin.getByText('Nothing needs you').waitFor();

  // Somebody is invited by a letter, and the state says that they are expected.
  await admin.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Members' }).click();
  await admin.getByLabel('Email').fill('new@example.com');
  await admin.getByRole('button', { name: 'Invite' }).click();
  await admin.getByText('An invitation is on its way').waitFor();
  await admin.getByRole('link', { name: 'State' }).click();
  await admin.getByText('One invitation is open').waitFor();

  // A member may only read in a product, which holds at once.
  await admin.goto(`${business}/members`);
  await admin.getByRole('link', { name: 'Ines Okafor' }).click();
  await admin.getByLabel('Paintbox').selectOption('Only read');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('What they may do was changed').waitFor();
  await member.goto(`${business}/paintbox/clients`);
  await member.getByRole('heading', { name: 'Clients' }).waitFor();
  expect(await member.getByRole('link', { name: 'New client' }).count()).toBe(0);

  // A product goes, after a question, and comes back.
  await admin.goto(`${business}/admin/products`);
  await ready(admin);
  await admin.getByRole('button', { name: 'Switch off' }).click();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }).click();
  await admin.getByText('Paintbox is switched off').first().waitFor();
  expect(await admin.getByRole('link', { name: 'Estimates' }).count()).toBe(0);
  await admin.getByRole('button', { name: 'Switch on' }).click();
  await admin.getByRole('link', { name: 'Estimates' }).first().waitFor();

  // A colour is judged while it is typed.
  await admin.goto(`${business}/admin/branding`);
  await ready(admin);
  await admin.getByLabel('Colour').fill('#f4d35e');
  await admin.getByText('too little to be seen').waitFor();
  await admin.getByLabel('Colour').fill('#b4532a');
  await admin.getByText('shown as it is').first().waitFor();
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('look like this from now on').waitFor();

  // Nobody locks themselves out.
  await admin.goto(`${business}/admin/sign-in`);
  await admin.getByLabel('Everybody needs a second step').check();
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('You signed in without a second step').waitFor();

  // All of it is in the audit, whose chain is whole.
  await admin.goto(`${business}/admin/audit`);
  await admin.getByRole('listitem').filter({ hasText: 'Product switched off' }).first().waitFor();
  await admin.getByText('#b4532a').first().waitFor();
  await admin.getByRole('link', { name: 'Check the chain' }).click();
  await admin.getByText('The chain is whole').waitFor();
});
