import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type LocalOpenId, localClient, startLocalOpenId } from '../../scripts/local-openid.ts';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let openId: LocalOpenId;
let stage: Stage;

beforeAll(async () => {
  openId = await startLocalOpenId();
  stage = await openStage({ WEBHOOKS_ALLOW_PRIVATE: 'true' });
});
afterAll(async () => {
  await stage?.close();
  await openId?.close();
});

// The provider's own pages are not ours to judge.
afterEach(() => {
  expect(stage.complaints.splice(0).filter((line) => !line.startsWith(openId.issuer))).toEqual([]);
});

/** Says yes to all that the provider asks. */
async function passProvider(browser: Page, login: string): Promise<void> {
  await browser.waitForURL((url) => url.href.startsWith(openId.issuer));
  await browser.locator('input[name=login]').fill(login);
  await browser.locator('input[name=password]').fill('any');
  await browser.locator('button[type=submit]').click();
  const asksToGoOn = browser.locator('input[name=prompt][value=consent]');
  await Promise.race([browser.waitForURL(/\/t\//), asksToGoOn.waitFor({ state: 'attached' })]);
  if (await asksToGoOn.count()) await browser.locator('button[type=submit]').click();
}

it('an owner brings the sign-in of the business, and somebody of its domain comes in by it', async () => {
  const owner = await stage.member('owner');
  await owner.goto(`${business}/admin/sign-in`);
  await ready(owner);
  await owner.getByRole('link', { name: 'Set up' }).click();
  await owner.getByLabel('Issuer').fill('http://127.0.0.1:9');
  await owner.getByLabel('Client id').fill(localClient.clientId);
  await owner.getByLabel('Client secret').fill(localClient.clientSecret);
  await owner.getByLabel('Domains of your addresses').fill('harborpine.example');
  await owner.getByLabel('Who becomes a member by signing in').selectOption('viewer');
  await owner.getByRole('button', { name: 'Check and save' }).click();
  await owner.getByText('The provider cannot be reached. It refused the connection.').first().waitFor();
  await owner.getByLabel('Issuer').fill(openId.issuer);
  await owner.getByLabel('Client secret').fill(localClient.clientSecret);
  await owner.getByRole('button', { name: 'Check and save' }).click();
  await owner.getByText('The provider answered, and is kept.').waitFor();

  const newcomer = await stage.visitor();
  await newcomer.goto(`${business}/members`);
  await newcomer.getByRole('link', { name: /^Sign in with Harbor/ }).click();
  await newcomer.waitForURL(/\/sign-in\/business\/harbor-pine/);
  await newcomer.getByRole('button', { name: /^Sign in with Harbor/ }).click();
  await passProvider(newcomer, 'nora.new@harborpine.example');
  await newcomer.waitForURL(/\/t\/harbor-pine\/members$/);
  await newcomer.getByRole('main').getByText('nora.new@harborpine.example').waitFor();
  await ready(newcomer);
  await newcomer.getByRole('button', { name: /^Account of/ }).click();
  expect(await newcomer.getByText('Your account').count()).toBe(0);
  await newcomer.goto('/account');
  await newcomer.getByText('You came in by the sign-in of a business').waitFor();
  stage.complaints.splice(0);
  await newcomer.close();
  await owner.close();
});

it('whoever does not know the page of their business finds it by its address', async () => {
  const visitor = await stage.visitor({ viewport: { width: 390, height: 844 } });
  await visitor.goto('/sign-in');
  await visitor.getByRole('link', { name: 'Sign in with your business' }).click();
  await visitor.getByLabel('Address of your business').fill('nobody-here');
  await visitor.getByRole('button', { name: 'Go on' }).click();
  await visitor.getByText('No business at “nobody-here” brings a sign-in of its own').waitFor();
  await visitor.getByLabel('Address of your business').fill(`${stage.server.url}/t/harbor-pine/clients`);
  await visitor.getByRole('button', { name: 'Go on' }).click();
  await visitor.getByRole('button', { name: /^Sign in with Harbor/ }).waitFor();
  await visitor.close();
});
