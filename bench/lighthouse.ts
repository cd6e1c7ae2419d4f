// Lighthouse as a phone sees it, on every main page, signed in; and what a first visit downloads.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright';
import { demo } from '#app/demo.server.ts';
import { findChromium } from '#tests/support/browser.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';
import { type Figure, figure } from './figure.ts';
import { freePort } from './load.ts';

export async function run(): Promise<Figure[]> {
  const server = await startServer();
  const client = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), 'candlefish-lighthouse-'));
  const { executablePath, env } = await findChromium();
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    env,
    args: [
      `--remote-debugging-port=${port}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
  const cookies = client
    .cookieHeader()
    .split('; ')
    .map((pair) => ({
      name: pair.slice(0, pair.indexOf('=')),
      value: pair.slice(pair.indexOf('=') + 1),
      url: server.url,
    }));
  const figures: Figure[] = [];
  try {
    for (const path of await mainPages(client)) {
      await browser.clearCookies();
      if (!path.isPublic) await browser.addCookies(cookies);
      const result = await lighthouse(server.url + path.href, {
        port,
        output: 'json',
        onlyCategories: ['performance', 'accessibility'],
      });
      const seen = result?.lhr.finalDisplayedUrl;
      if (!result || seen !== server.url + path.href) throw new Error(`${path.href} was asked for, ${seen} was seen.`);
      figures.push(...figuresOf(path.label, result.lhr));
    }
    return figures;
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
    await server.stop();
  }
}

interface MainPage {
  label: string;
  href: string;
  isPublic?: boolean;
}

/** The main pages; records are found by following the application's own links. */
async function mainPages(client: TestClient): Promise<MainPage[]> {
  const base = '/t/harbor-pine/paintbox';
  const first = async (list: string, pattern: RegExp) =>
    pattern.exec(await (await client.get(list)).text())?.[1] ?? list;
  const estimate = await first(`${base}/estimates`, /href="(\/t\/harbor-pine\/paintbox\/estimates\/[0-9a-f-]{36})"/);
  const customer = await first(`${base}/clients`, /href="(\/t\/harbor-pine\/paintbox\/clients\/[0-9a-f-]{36})"/);
  const sent = await first(
    `${base}/estimates?status=sent`,
    /href="(\/t\/harbor-pine\/paintbox\/estimates\/[0-9a-f-]{36})"/,
  );
  const link = await first(`${sent}/quote`, /(\/q\/[\w-]{50,})/);
  return [
    { label: 'welcome', href: '/', isPublic: true },
    { label: 'sign-in', href: '/sign-in', isPublic: true },
    { label: 'overview', href: '/t/harbor-pine' },
    { label: 'estimates', href: `${base}/estimates` },
    { label: 'estimate', href: estimate },
    { label: 'clients', href: `${base}/clients` },
    { label: 'client', href: customer },
    { label: 'deals', href: `${base}/deals` },
    { label: 'rates', href: `${base}/rates` },
    { label: 'workbooks', href: `${base}/workbooks` },
    { label: 'members', href: '/t/harbor-pine/members' },
    { label: 'quote', href: link, isPublic: true },
  ];
}

interface Report {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { numericValue?: number; details?: unknown }>;
}

function figuresOf(label: string, report: Report): Figure[] {
  const value = (audit: string) => report.audits[audit]?.numericValue ?? Number.NaN;
  return [
    figure(`${label}: performance`, report.categories.performance?.score ?? 0, { atLeast: 0.98 }),
    figure(`${label}: accessibility`, report.categories.accessibility?.score ?? 0, { atLeast: 1 }),
    figure(`${label}: LCP`, value('largest-contentful-paint') / 1000, { atMost: 1.6 }, ' s'),
    figure(`${label}: CLS`, value('cumulative-layout-shift'), { atMost: 0 }),
    figure(`${label}: TBT`, value('total-blocking-time'), { atMost: 50 }, ' ms'),
    figure(`${label}: JavaScript, compressed`, scriptBytes(report) / 1000, { atMost: 120 }, ' kB'),
  ];
}

function scriptBytes(report: Report): number {
  const details = report.audits['network-requests']?.details as
    | { items?: { resourceType?: string; transferSize?: number }[] }
    | undefined;
  return (details?.items ?? [])
    .filter(({ resourceType }) => resourceType === 'Script')
    .reduce((sum, { transferSize = 0 }) => sum + transferSize, 0);
}
