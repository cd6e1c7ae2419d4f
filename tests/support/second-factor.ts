import type { Page } from 'playwright';
import { totp } from '#app/auth/totp.server.ts';

const stepMs = 30_000;

/**
 * An authenticator app on somebody's phone. A step's code is taken once, and those of the steps before and after now are
 * taken too: so three codes come at once, and a fourth has to wait.
 */
export class AppOnPhone {
  readonly #secret: Uint8Array;
  #lastStep = 0;

  /** @param key as the page shows it, base32 in groups */
  constructor(key: string) {
    this.#secret = readKey(key);
  }

  code(): string {
    const now = Math.floor(Date.now() / stepMs);
    this.#lastStep = Math.max(this.#lastStep + 1, now - 1);
    return totp(this.#secret, new Date(this.#lastStep * stepMs));
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a base32 key. */
export function readKey(key: string): Uint8Array {
  const bits = Array.from(key.replaceAll(' ', ''), (c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** Somebody new, with a business of their own, signed in on this page. */
export async function signUp(
  page: Page,
  password = 'a long enough sentence',
): Promise<{ email: string; password: string }> {
  const email = `ida-${crypto.randomUUID().slice(0, 8)}@example.com`;
  await page.goto('/sign-up');
  await page.getByLabel('Name of the business').fill('Lindqvist & Daughters');
  await page.getByLabel('Your name').fill('Ida Lindqvist');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\//);
  return { email, password };
}

/** Types the password on the sign-in page; what comes next is for the caller to see. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Sets an authenticator app up for whoever is signed in. */
export async function setUpApp(page: Page): Promise<{ app: AppOnPhone; codes: string[] }> {
  await page.goto('/account/authenticator');
  const app = new AppOnPhone((await page.locator('.copyable').textContent()) ?? '');
  await page.getByLabel('Code', { exact: true }).fill(app.code());
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByRole('heading', { name: 'The app is on' }).waitFor();
  return { app, codes: await page.locator('.recovery-codes li').allTextContents() };
}
