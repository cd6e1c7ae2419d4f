import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Request } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { assistantJourney } from '../support/assistant-journey.ts';
import { show, violations } from '../support/themes.ts';
import { business, ready } from '../support/visitor.ts';

const journey = assistantJourney();
const { box, log, ask, open } = journey;
let { providers, page } = journey;
beforeAll(() => {
  ({ providers, page } = journey);
});

const sent = () => JSON.stringify(providers.asked.at(-1)?.body);

it('a record is mentioned with an @, and the model is told which it is', async () => {
  await open();
  await box().pressSequentially('What of @Eleanor');
  const option = page.getByRole('option', { name: /^Eleanor Whitcomb/ });
  await option.waitFor();
  while ((await option.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await box().inputValue()).toContain('Eleanor Whitcomb');
  await page.keyboard.press('Enter');
  await log().getByText('Hello there.').waitFor();
  const { messages } = providers.asked.at(-1)?.body ?? {};
  expect(JSON.stringify(messages)).toMatch(
    /They mention a record\..*address of the record.*\/t\/harbor-pine\/paintbox\/clients\/[0-9a-f-]{36}.*name of the record.*Eleanor Whitcomb/,
  );
});

// One red point.
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

it('a workbook and a photo go with a question: the one as its cells, the other as a picture', async () => {
  await open();
  await page.getByLabel('Files for the assistant').setInputFiles([
    {
      name: 'Interior.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: readFileSync('tests/fixtures/workbooks/interior-repaint.xlsx'),
    },
    { name: 'wall.png', mimeType: 'image/png', buffer: photo },
  ]);
  await page.getByRole('button', { name: 'Remove Interior.xlsx' }).waitFor();
  await page.getByRole('button', { name: 'Remove wall.png' }).waitFor();
  await ask('What is in these?');
  await log().getByText('Hello there.').waitFor();
  await log().getByText('Interior.xlsx').first().waitFor();
  expect(sent()).toContain(photo.toString('base64'));
  expect(sent()).toContain('Interior.xlsx');
  // And they are there when one comes back.
  await page.reload();
  const picture = log().locator('img').first();
  await picture.waitFor();
  expect(await picture.evaluate((each: HTMLImageElement) => each.decode().then(() => each.naturalWidth))).toBe(1);
});

it('said differently, it keeps its files and the records that it names', async () => {
  const before = providers.asked.length;
  await box().press('ArrowUp');
  await page.getByRole('button', { name: 'Remove Interior.xlsx' }).waitFor();
  await page.getByRole('button', { name: 'Remove wall.png' }).click();
  await box().fill('And in this one?');
  await page.keyboard.press('Enter');
  await log().getByText('2 / 2').first().waitFor();
  await expect.poll(() => providers.asked.length).toBeGreaterThan(before);
  expect(sent()).toContain('Interior.xlsx');
  expect(sent()).not.toContain(photo.toString('base64'));
  await log().getByRole('button', { name: 'Earlier version' }).first().click();
  await log().getByText('What is in these?').waitFor();
});

it('a conversation is kept as a file', async () => {
  const row = page.getByRole('navigation', { name: 'Conversations' }).locator('.history-row').first();
  await row.getByRole('button').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: /export|save|download/i }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.md$/);
  const text = readFileSync(await download.path(), 'utf8');
  expect(text).toContain('What is in these?');
  expect(text).toContain('Hello there.');
});

it('a file goes without a word', async () => {
  await open();
  await page
    .getByLabel('Files for the assistant')
    .setInputFiles([{ name: 'wall.png', mimeType: 'image/png', buffer: photo }]);
  await page.getByRole('button', { name: 'Remove wall.png' }).waitFor();
  await box().press('Enter');
  await log().getByText('Hello there.').waitFor();
  expect(sent()).toContain(photo.toString('base64'));
});

it('another model is chosen, answers, and is still chosen after a reload', async () => {
  await open();
  await page.getByRole('button', { name: 'Model: Claude Sonnet 5.5' }).click();
  await page.getByRole('button', { name: /^Claude Opus 5\.5/ }).click();
  await ask('Who are you?');
  await log().getByText('Hello there.').waitFor();
  expect(providers.asked.at(-1)?.body.model).toBe('claude-opus-5-5');
  await page.reload();
  await page.getByRole('button', { name: 'Model: Claude Opus 5.5' }).waitFor();
});

const rich = [
  '## What we know\n\nTwo jobs use **oak**, one uses *pine*. See the [clients](/t/harbor-pine/paintbox/clients) and [elsewhere](https://example.com).\n\n',
  '1. Sand it\n2. Prime it\n\n> Dry for a day.\n\n',
  '| Wood | Coats | Price |\n|---|---:|---:|\n| Oak | 2 | 120.00 |\n| Pine | 3 | 80.00 |\n\n',
  '```js\nconst coats = { oak: 2, pine: 3 }; // of a colour\n```\n\nAnd `inline` code.',
];

describe('an open conversation with everything in it', () => {
  it('shows it: words, a table, code, a chart, a change that waits, an answer that broke off', async () => {
    providers.answer(
      { text: rich, calls: [{ name: 'paintbox_sales_figures', input: {} }] },
      { text: ['That is the year. '] },
    );
    await open();
    await ask('How do we sell?');
    await log().getByText('That is the year.').waitFor();
    await log().getByRole('table').first().waitFor();
    await log().locator('pre').first().waitFor();
    await log().locator('figure.showing').first().waitFor();
    providers.answer({ text: ['The beginning of', ' a long answer'], fault: { kind: 'die', after: 2 } });
    await ask('And then?');
    await log().getByRole('button', { name: 'Continue' }).waitFor();
    providers.answer({ calls: [{ name: 'paintbox_add_client', input: { name: 'Wanda Maples' } }] });
    await ask('Add Wanda Maples');
    await log().getByText('Waits for you').waitFor();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('is fit for everybody in the %s theme at %i', async (colorScheme, width) => {
    await page.setViewportSize({ width, height: 900 });
    await show(page, colorScheme);
    expect(await violations(new AxeBuilder({ page }))).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});

describe('what is fetched', () => {
  /** Names and compressed sizes of the scripts that a page asked for since it was opened. */
  async function scripts(open: () => Promise<unknown>): Promise<{ names: string; bytes: number }> {
    const found: Promise<[string, number]>[] = [];
    const listen = (request: Request) => {
      if (request.resourceType() === 'script')
        found.push(request.sizes().then(({ responseBodySize }) => [request.url(), responseBodySize]));
    };
    page.on('requestfinished', listen);
    await open();
    page.off('requestfinished', listen);
    const all = await Promise.all(found);
    return { names: all.map(([url]) => url).join(' '), bytes: all.reduce((sum, [, bytes]) => sum + bytes, 0) };
  }

  /** Nothing is kept from the pages before. */
  async function anew(): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.clearBrowserCache');
    await session.detach();
    await page.goto('about:blank');
  }

  it('to begin with is no more than for any page; the chat comes when one turns to it, and takes what was typed', async () => {
    await anew();
    const first = await scripts(open);
    expect(first.names).toContain('assistant-view');
    expect(first.names).not.toMatch(/chat-client|read-markdown|share-dialog|input-editor/);
    expect(first.bytes).toBeGreaterThan(80_000);
    expect(first.bytes).toBeLessThan(120_000);
    // The client is held up on its way, and the words wait for it.
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await anew();
    await page.route('**/chat-client-*.js', (route) => held.then(() => route.continue()));
    await open();
    await ask('Who are you?');
    letGo();
    await log().getByText('Hello there.').waitFor();
    expect(await box().inputValue()).toBe('');
    await page.unroute('**/chat-client-*.js');
  });

  it('beside a page is nothing of the assistant, until it is opened', async () => {
    await anew();
    const first = await scripts(async () => {
      await page.goto(`${business}/paintbox/clients`);
      await ready(page);
    });
    expect(first.names).not.toMatch(/panel-|chat-client|visible-height|rooms-|room-|read-markdown|assistant-view/);
    expect(first.bytes).toBeLessThan(120_000);
    const opened = await scripts(async () => {
      const client = page.waitForResponse(/chat-client-/);
      await page.keyboard.press('Control+j');
      await box().waitFor();
      await (await client).finished();
    });
    expect(opened.names).toContain('panel-');
    expect(opened.names).toContain('chat-client-');
    await page.keyboard.press('Escape');
  });

  it('and not reached is said, with the words back in their box', async () => {
    await anew();
    await page.route(/chat-client-/, (route) => route.abort());
    await open();
    await ask('Are you there?');
    await page.getByText('There is no connection. Try again in a moment.').first().waitFor();
    expect(await box().inputValue()).toBe('Are you there?');
    await page.unroute(/chat-client-/);
    await box().press('Enter');
    await log().getByText('Hello there.').waitFor();
    // The browser itself complains of a script that did not arrive.
    journey.stage.complaints.splice(0);
  });
});

it('a budget that is used up is told above the box, keeps the words, and leaves what is free', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${business}/admin/assistant`);
  await ready(page);
  await page.getByLabel('Preferred model').selectOption('claude-sonnet-5-5');
  await page.getByLabel('When it fails').selectOption('candlefish-1');
  await page.getByLabel('Budget of the business').fill('0');
  await page.getByRole('button', { name: /^Save/ }).click();
  await page.getByText('It holds from the next question on.').waitFor();
  await open();
  await page
    .getByText(/budget for the assistant, \$0\.00 a month, is used up\. It begins anew on .* An admin can raise it\./)
    .waitFor();
  await ask('Hello?');
  expect(await box().inputValue()).toBe('Hello?');
  await page.getByRole('button', { name: 'Model: Claude Sonnet 5.5' }).click();
  await page.getByRole('button', { name: /^Built-in model/ }).click();
  await page.getByText(/is used up/).waitFor({ state: 'detached' });
  await ask('Find the client Eleanor');
  await log().getByRole('link', { name: 'Eleanor Whitcomb' }).waitFor();
  expect(providers.asked).toEqual([]);
});
