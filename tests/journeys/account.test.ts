import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type LocalOpenId, localClient, startLocalOpenId } from '../../scripts/local-openid.ts';
import { openStage, ready, type Stage } from '../support/visitor.ts';

let openId: LocalOpenId;
let stage: Stage;
const fresh = () => `${crypto.randomUUID()}@example.com`;
const password = 'a long enough password';

beforeAll(async () => {
  openId = await startLocalOpenId();
  stage = await openStage({
    OPENID_NAME: 'Local',
    OPENID_ISSUER: openId.issuer,
    OPENID_CLIENT_ID: localClient.clientId,
    OPENID_CLIENT_SECRET: localClient.clientSecret,
  });
});

afterAll(async () => {
  await stage?.close();
  await openId?.close();
});

// The provider's own pages are not ours to judge.
afterEach(() => {
  expect(stage.complaints.splice(0).filter((line) => !line.startsWith(openId.issuer))).toEqual([]);
});

/** Opens the newest letter to an address in the mailbox of the machine, looks at it, and follows its link. */
async function followLetter(page: Page, to: string, subject: string): Promise<void> {
  const letter = page.locator('.choice-list a', { hasText: to }).filter({ hasText: subject }).first();
  await expect
    .poll(
      async () => {
        await page.goto('/mailbox');
        return letter.count();
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(0);
  await letter.click();
  await page.waitForURL(/\/mailbox\/[0-9a-f-]{36}$/);
  const frame = page.frameLocator('.letter-frame');
  await frame.getByText('Sent with Candlefish').waitFor();
  // Letters name this machine as localhost; the browser of a test asked for it by its number.
  const link = new URL((await page.locator('.letter-text a').first().getAttribute('href')) ?? '');
  await page.goto(link.pathname);
}

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Name of the business').fill('Birch Painting');
  await page.getByLabel('Your name').fill('Bo Birch');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\/birch-painting/);
}

async function signIn(page: Page, email: string, given: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(given);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signInAtLocal(page: Page, login: string): Promise<void> {
  await page.waitForURL(`${openId.issuer}/**`);
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

it('somebody signs up, confirms the address by mail, and the reminder goes', async () => {
  const page = await stage.visitor();
  const email = fresh();
  await signUp(page, email);
  await page.getByText('Confirm your email address').waitFor();
  await followLetter(page, email, 'Confirm your email address');
  await page.getByRole('button', { name: 'Confirm this address' }).click();
  await page.waitForURL(/\/t\/birch-painting/);
  await page.getByText('Confirm your email address').waitFor({ state: 'detached' });
  await page.context().close();
});

it('somebody forgets their password and gets in again by mail', async () => {
  const page = await stage.visitor();
  const email = fresh();
  await signUp(page, email);
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page that is left has a field of the same name.
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('A letter is on its way').waitFor();
  await followLetter(page, email, 'Choose a new password');
  await page.getByLabel('New password').fill('password123');
  await page.getByRole('button', { name: 'Use this password' }).click();
  await page.getByRole('alert').getByText('stolen elsewhere').first().waitFor();
  await page.getByLabel('New password').fill('one brand new password');
  await page.getByRole('button', { name: 'Use this password' }).click();
  await page.getByText('Your password was changed. Sign in with it.').waitFor();
  await signIn(page, email, 'one brand new password');
  await page.waitForURL(/\/t\/birch-painting/);
  await page.context().close();
});

it('somebody comes from another provider, without a script too', async () => {
  const page = await stage.visitor({ javaScriptEnabled: false });
  const email = fresh();
  await page.goto('/sign-up');
  await page.getByRole('button', { name: 'Continue with Local' }).click();
  await signInAtLocal(page, email);
  await page.waitForURL('**/connect');
  await page.getByLabel('Name of the business').fill('Cedar Painting');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\/cedar-painting/);
  await page.context().close();
});

it('somebody with an account connects a provider, comes in by it, and disconnects it', async () => {
  const page = await stage.visitor();
  const email = fresh();
  await signUp(page, email);
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Continue with Local' }).click();
  await signInAtLocal(page, email);
  await page.getByText('You have an account already').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, email, password);
  await page.getByRole('button', { name: 'Connect Local' }).click();
  await page.waitForURL('**/account');
  await ready(page);
  await page.getByText('Connected', { exact: false }).first().waitFor();

  const other = await stage.visitor();
  await other.goto('/sign-in');
  await other.getByRole('button', { name: 'Continue with Local' }).click();
  await signInAtLocal(other, email);
  await other.waitForURL(/\/t\/birch-painting/);
  await other.context().close();

  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('Local is no longer connected.').waitFor();
  await page.getByRole('button', { name: 'Connect Local' }).waitFor();
  await page.context().close();
});
