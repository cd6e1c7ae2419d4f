import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { setUpApp, signIn, signUp } from '../support/second-factor.ts';
import { openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

it('an authenticator app is set up, and asked for from then on', async () => {
  const page = await stage.visitor();
  const ida = await signUp(page);
  await page.goto('/account/security');
  await page.getByRole('link', { name: 'Set up an app' }).click();
  await page.getByRole('img', { name: 'QR code with the key' }).waitFor();
  const { app, codes } = await setUpApp(page);
  expect(codes).toHaveLength(10);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('candlefish-recovery-codes.txt');
  await page.getByRole('link', { name: 'Back to security' }).click();
  await page.getByText('10 of 10 are unused').waitFor();

  const laptop = await stage.visitor();
  await signIn(laptop, ida);
  expect(new URL(laptop.url()).pathname).toBe('/sign-in/second-step');
  await laptop.goto('/account');
  expect(new URL(laptop.url()).pathname).toBe('/sign-in');
  await laptop.goto('/sign-in/second-step');
  await laptop.getByLabel('Code', { exact: true }).fill('000000');
  await laptop.getByRole('button', { name: 'Continue' }).click();
  await laptop.getByRole('alert').getByText('This code is not right').first().waitFor();
  await laptop.getByLabel('Code', { exact: true }).fill(app.code());
  await laptop.getByLabel('Do not ask on this device for 30 days').check();
  await laptop.getByRole('button', { name: 'Continue' }).click();
  await laptop.waitForURL(/\/t\/lindqvist/);

  await laptop.context().clearCookies({ name: 'candlefish_session' });
  await signIn(laptop, ida);
  await laptop.waitForURL(/\/t\/lindqvist/);
  await laptop.goto('/account/sessions');
  await laptop.getByRole('heading', { name: 'Not asked for the second step' }).waitFor();
  await laptop.getByText('password and code of the app').first().waitFor();
});

it('a recovery code does it where no script runs, once', async () => {
  const page = await stage.visitor();
  const ida = await signUp(page);
  const { codes } = await setUpApp(page);
  const [code = ''] = codes;

  const plain = await stage.visitor({ javaScriptEnabled: false });
  await signIn(plain, ida);
  await plain.getByLabel('Code', { exact: true }).fill(code.toLowerCase().replaceAll('-', ' '));
  await plain.getByRole('button', { name: 'Continue' }).click();
  await plain.waitForURL(/\/t\/lindqvist/);
  await plain.goto('/account/security');
  await plain.getByText('9 of 10 are unused').waitFor();

  const thief = await stage.visitor({ javaScriptEnabled: false });
  await signIn(thief, ida);
  await thief.getByLabel('Code', { exact: true }).fill(code);
  await thief.getByRole('button', { name: 'Continue' }).click();
  await thief.getByText('This code is not right').first().waitFor();
});

it('another session is ended from here, and is over there at once', async () => {
  const page = await stage.visitor();
  const ida = await signUp(page);
  const phone = await stage.visitor({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
  });
  await signIn(phone, ida);
  await phone.waitForURL(/\/t\//);
  await page.goto('/account/sessions');
  await page.getByText('Safari on iPhone').first().waitFor();
  await page.getByText('New device').first().waitFor();
  await page.getByRole('button', { name: 'End the session of Safari on iPhone' }).click();
  await page.getByText('That session was ended').waitFor();
  await phone.reload();
  expect(new URL(phone.url()).pathname).toBe('/sign-in');
  await page.reload();
  expect(await page.getByRole('button', { name: /^End the session/ }).count()).toBe(0);
});

/** A device with a fingerprint reader, as Chromium's virtual authenticator has it. */
async function addDevice(page: Page): Promise<{ finger(isThere: boolean): Promise<void> }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async finger(enabled) {
      await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
  };
}

it('a passkey is made, signs in three ways and is removed', async () => {
  // Passkeys belong to a name: an address of numbers has none.
  const baseURL = stage.server.url.replace('127.0.0.1', 'localhost');
  const page = await stage.visitor({ baseURL });
  const device = await addDevice(page);
  const ida = await signUp(page);
  await page.goto('/account/passkeys/new');
  await ready(page);
  await page.getByLabel('Name').fill('Work laptop');
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.getByRole('heading', { name: 'The passkey was added' }).waitFor();
  expect(await page.locator('.recovery-codes li').count()).toBe(10);
  await page.goto('/account/security');
  await page.getByText('Work laptop', { exact: true }).first().waitFor();

  // By the button. Without a finger the suggestion in the field of the address waits, and the button ends it.
  await leave(page);
  await device.finger(false);
  await page.goto('/sign-in');
  await ready(page);
  await device.finger(true);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL(/\/t\/lindqvist/);

  // After the password, which alone signs nobody in any more.
  await leave(page);
  await device.finger(false);
  await signIn(page, ida);
  expect(new URL(page.url()).pathname).toBe('/sign-in/second-step');
  await ready(page);
  await device.finger(true);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(/\/t\/lindqvist/);

  // By what the browser suggests, which the virtual device takes at once.
  await leave(page);
  await page.goto('/sign-in');
  await page.waitForURL(/\/t\/lindqvist/);
  await page.goto('/account/sessions');
  await page.getByText('by passkey').first().waitFor();

  await page.goto('/account/security');
  await ready(page);
  await page.getByLabel('Name of Work laptop').fill('Home laptop');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByText('The passkey was renamed').waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The passkey was removed').waitFor();
  await leave(page);
  await signIn(page, ida);
  await page.waitForURL(/\/t\/lindqvist/);
});

/** Another day in the same browser: the session is over. */
function leave(page: Page): Promise<void> {
  return page.context().clearCookies({ name: 'candlefish_session' });
}

it('what is dangerous asks again who it is, and the form comes back as it was typed', async () => {
  const short = await openStage({ PROOF_MINUTES: '0.1' });
  const page = await short.visitor();
  const ida = await signUp(page);
  await page.goto('/account');
  await ready(page);
  await page.getByLabel('New address').fill('ida.new@example.com');
  await page.waitForTimeout(6_500);
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.getByRole('heading', { name: 'Is it you?' }).waitFor();
  await page.getByLabel('Password').fill('not my password');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('This is not your password').first().waitFor();
  await page.getByLabel('Password').fill(ida.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Look at what you typed and send it again').waitFor();
  expect(await page.getByLabel('New address').inputValue()).toBe('ida.new@example.com');
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.getByText('A letter is on its way to ida.new@example.com').waitFor();
  expect(short.complaints).toEqual([]);
  await short.close();
});
