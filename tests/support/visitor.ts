import type { Browser, Page } from 'playwright';
import { launchBrowser } from './browser.ts';
import { startServer } from './server.ts';

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

export type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** The demo business, where journeys happen. */
export const business = '/t/harbor-pine';

/** The built application with a browser in front of it. `complaints` is what any page reported; a journey ends with none. */
export async function openStage(environment: Record<string, string> = {}, start = startServer) {
  const [server, browser] = await Promise.all([start(environment), launchBrowser()]);
  const complaints: string[] = [];

  async function visitor(options: ContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    if (options.javaScriptEnabled !== false) wait(page);
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isAnswer(message.text()) && !isOvertaken(message.text()))
        complaints.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  return {
    complaints,
    server,
    /** Somebody who is not signed in. */
    visitor,
    /** A member of the demo business, in a browser of their own. */
    async member(role: Role, options: ContextOptions = {}): Promise<Page> {
      const page = await visitor(options);
      await page.goto('/sign-in');
      await page.getByLabel('Email').fill(`${role}@harborpine.example`);
      await page.getByLabel('Password').fill('candle-light-7');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL(/\/t\//);
      return page;
    },
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A refused form is an answer that the page words itself; the browser reports its status all the same. */
function isAnswer(text: string): boolean {
  return /status of (409|410|415|422)/.test(text);
}

/**
 * The page has woken up: what is clicked now is heard by the script. The network may rest before the scripts are asked for, so
 * that tells nothing: React marks the elements that it has taken over, and the body is the last.
 */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(isAwake);
  await page.waitForLoadState('networkidle');
}

function isAwake(): boolean {
  return Object.keys(document.body).some((key) => key.startsWith('__reactFiber'));
}

/** Letters go to the page once it listens, as a person's do who has to read it first. */
export function wait(page: Page): void {
  const goTo = page.goto.bind(page);
  page.goto = async (...asked) => {
    const response = await goTo(...asked);
    if (await page.locator('link[rel=modulepreload], template').count()) await page.waitForFunction(isAwake);
    return response;
  };
}

/** A page that was left before all of it had arrived: Remix gives up what is on its way, and its console says so. */
export function isOvertaken(message: string): boolean {
  return /^AbortError: (signal is aborted without reason|BodyStreamBuffer was aborted)/.test(message);
}
