import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operatorPage, serverWithOperators } from '../support/operators.ts';
import { visits } from '../support/pages.ts';
import { allPages } from '../support/routes.ts';
import { show, violations } from '../support/themes.ts';
import { openStage, ready, type Stage } from '../support/visitor.ts';

const patterns = await allPages();

const screens = [
  { place: 'a desk', viewport: { width: 1280, height: 900 } },
  { place: 'a phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
] as const;

let stage: Stage;
type Looker = 'owner' | 'operator' | 'stranger';
const sessions = new Map<Looker, Awaited<ReturnType<typeof sessionOf>>>();
const addresses = new Map<string, string>();

beforeAll(async () => {
  // It takes its time: nobody is asked in the middle to show again that it is them.
  stage = await openStage({ PROOF_MINUTES: '120' }, serverWithOperators);
  const owner = await stage.member('owner');
  const operator = await operatorPage(stage);
  sessions.set('owner', await sessionOf(owner));
  sessions.set('operator', await sessionOf(operator));
  for (const pattern of patterns) {
    const visit = visits[pattern];
    if (visit) addresses.set(pattern, await visit.find(visit.as === 'operator' ? operator : owner));
  }
  await owner.context().close();
  await operator.context().close();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

function sessionOf(page: Page) {
  return page.context().storageState();
}

it('looks at every page there is', () => {
  expect(patterns.filter((pattern) => !visits[pattern])).toEqual([]);
  expect(Object.keys(visits).filter((pattern) => !patterns.includes(pattern))).toEqual([]);
});

describe.each(screens)('on $place', ({ place, ...screen }) => {
  const open = new Map<Looker, Promise<Page>>();

  /** One browser for each of those who look, so that scripts and fonts are loaded once. */
  function browserOf(looker: Looker): Promise<Page> {
    const known = open.get(looker);
    const page = known ?? stage.visitor({ ...screen, storageState: sessions.get(looker), reducedMotion: 'reduce' });
    open.set(looker, page);
    return page;
  }

  afterAll(async () => {
    for (const page of open.values()) await (await page).context().close();
  });

  it.each(patterns)('%s', async (pattern) => {
    const { isPublic = false, as = 'owner', status = 200, also = [], prepare } = visits[pattern] ?? {};
    const own = prepare && (await stage.visitor({ ...screen, reducedMotion: 'reduce' }));
    const page = own ?? (await browserOf(isPublic ? 'stranger' : as));
    await prepare?.(page);
    for (const side of ['', ...also]) {
      const response = await page.goto(`${addresses.get(pattern)}${side}`);
      expect(response?.status()).toBe(status);
      // The browser reports the status of a page that is meant to have it.
      if (status !== 200) stage.complaints.splice(0);
      await ready(page);
      await show(page, 'light');
      expect(await violations(new AxeBuilder({ page }))).toEqual([]);
      // The other theme has other colours and nothing else.
      await show(page, 'dark');
      expect(await violations(new AxeBuilder({ page }).withRules(['color-contrast']))).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(`${side} scrolls sideways by ${overflow}`).toBe(`${side} scrolls sideways by 0`);
    }
    await own?.context().close();
  });
});
