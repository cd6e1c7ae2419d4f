import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { isOvertaken, ready } from '../support/visitor.ts';

const estimates = '/t/harbor-pine/paintbox/estimates';

let server: TestServer;
let browser: Browser;
/** What any page complained about; every test ends with this empty. */
const complaints: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});

beforeEach(() => {
  complaints.length = 0;
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

type ContextOptions = Parameters<Browser['newContext']>[0];

async function signedIn(role: 'owner' | 'member' | 'viewer', options: ContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // A refused or failed save is an answer that the page words itself; the browser reports it all the same.
    const isAnswer = message.location().url.endsWith('/save');
    if (message.type() === 'error' && !isAnswer && !isOvertaken(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  await page.goto('/sign-in');
  await ready(page);
  await page.getByLabel('Email').fill(`${role}@harborpine.example`);
  await page.getByLabel('Password').fill('candle-light-7');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/\/t\//);
  return page;
}

/** Starts an estimate for the first client and gives its address. */
async function newEstimate(page: Page, title: string): Promise<string> {
  await page.goto(`${estimates}/new`);
  await ready(page);
  await page.getByLabel('Title').fill(title);
  await page.getByRole('combobox', { name: /Client/ }).press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Start the estimate' }).click();
  await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
  await ready(page);
  return new URL(page.url()).pathname;
}

/** The shortcut to the line that adds a room; it is heard once the page is awake. */
async function toQuickLine(page: Page): Promise<void> {
  const line = page.locator('#quick-line');
  await line.waitFor();
  await expect
    .poll(async () => {
      await page.keyboard.press('Alt+a');
      return line.evaluate((input) => input === document.activeElement);
    })
    .toBe(true);
}

async function typeRoom(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** The figure of the totals beside the sheet, in cents. */
async function total(page: Page): Promise<number> {
  const text = await page.getByRole('button', { name: 'Total', exact: true }).first().textContent();
  return Math.round(Number((text ?? '').replace(/[^\d.-]/g, '')) * 100);
}

async function saved(page: Page): Promise<void> {
  await page.getByText(/^Saved \d/).waitFor();
}

async function close(page: Page): Promise<void> {
  await page.context().close();
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

describe('an estimate', () => {
  it('is typed as a whole house with the keyboard alone, and is there after a reload', async () => {
    const page = await signedIn('owner');
    const address = await newEstimate(page, 'Whole house');

    await toQuickLine(page);
    for (const line of [
      'Living 12x15x8 2 doors 3 windows',
      `Kitchen 10'6x12x8 1 door 1 window`,
      'Bedroom 3.8 m x 4 m x 2.5 m 1 door 2 windows',
      'Hall 4x18 3 doors',
    ]) {
      await typeRoom(page, line);
    }
    const names = page.locator('#rooms').getByRole('textbox', { name: /^Name of/ });
    await expect.poll(() => names.count()).toBe(4);
    const typed = await total(page);
    expect(typed).toBeGreaterThan(0);

    // What cannot be read is marked where it stands, and stays to be corrected.
    await typeRoom(page, 'Bath 6x8abc');
    await page.getByText('“8abc” is not a length', { exact: false }).waitFor();
    expect(await page.locator('#quick-line').inputValue()).toBe('Bath 6x8abc');
    await page.keyboard.press('Control+a');
    await typeRoom(page, 'Bath 6x8 1 door');
    await expect.poll(() => names.count()).toBe(5);

    // From the line up into the sheet, across to the length, and a longer room costs more with every letter.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    const before = await total(page);
    await page.keyboard.type(`16'`);
    expect(await page.getByLabel('Length of Bath').inputValue()).toBe(`16'`);
    expect(await total(page)).toBeGreaterThan(before);

    // Enter goes down, and below the last room is the line for the next one.
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('quick-line');

    // One step back takes the whole cell back, and forward again.
    const longer = await total(page);
    await page.keyboard.press('Control+z');
    expect(await total(page)).toBe(before);
    await page.keyboard.press('Control+Shift+z');
    expect(await total(page)).toBe(longer);

    await saved(page);
    await page.reload();
    await ready(page);
    expect(new URL(page.url()).pathname).toBe(address);
    expect(await total(page)).toBe(longer);
    expect(await page.getByLabel('Length of Kitchen').inputValue()).toBe(`10'6`);
    await close(page);
    expect(complaints).toEqual([]);
  });

  it('adds surfaces, an option and a discount by the keyboard, and every total says how it came about', async () => {
    const page = await signedIn('owner');
    await newEstimate(page, 'Options');
    await toQuickLine(page);
    await typeRoom(page, 'Living 12x15x8 2 doors 3 windows');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+o');
    const walls = page.getByLabel('Quantity of Walls in Living');
    expect(await walls.inputValue()).toMatch(/^4\d\d/);

    await page.keyboard.press('Alt+s');
    await page.getByRole('combobox', { name: 'Surface to add to Living' }).waitFor();
    await page.keyboard.type('crown');
    await page.keyboard.press('Enter');
    const crown = page.getByLabel('Quantity of Crown moulding in Living');
    await crown.waitFor();
    await expect.poll(() => crown.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type('60');
    expect(await crown.inputValue()).toBe('60');
    const withCrown = await total(page);

    // An option takes the crown out of the base price.
    await page.getByRole('button', { name: 'Option', exact: true }).press('Enter');
    await page.getByLabel('Name of option Option 1').waitFor();
    await page.keyboard.type('Crown');
    await page.getByRole('button', { name: 'More about Crown moulding in Living' }).press('Enter');
    await page.getByLabel('Belongs to').selectOption({ label: 'Option: Crown' });
    await page.keyboard.press('Escape');
    await expect.poll(() => total(page)).toBeLessThan(withCrown);
    const base = await total(page);

    await page.getByRole('button', { name: 'Per cent', exact: true }).press('Enter');
    await page.getByLabel('Per cent of Discount').waitFor();
    await page.keyboard.type('10');
    await expect.poll(() => total(page)).toBeLessThanOrEqual(Math.round(base * 0.9) + 10);

    // The total opens, and so does each figure in it, down to the rate book.
    await page.getByRole('button', { name: 'Total', exact: true }).first().press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Total' }).waitFor();
    await dialog.getByRole('button', { name: /^Net/ }).press('Enter');
    await dialog.getByRole('button', { name: /^Subtotal/ }).press('Enter');
    await dialog.getByRole('button', { name: /^Walls/ }).press('Enter');
    await dialog.getByRole('heading', { name: /Walls/ }).waitFor();
    expect(await dialog.textContent()).toMatch(/rate book 1/);
    await page.keyboard.press('Escape');
    await saved(page);
    await close(page);
    expect(complaints).toEqual([]);
  });

  it('of two people is merged, and what both changed is shown field by field', async () => {
    const one = await signedIn('owner');
    const address = await newEstimate(one, 'Two people');
    await toQuickLine(one);
    await typeRoom(one, 'Living 12x15x8 2 doors');
    await typeRoom(one, 'Kitchen 10x12x8 1 door');
    await saved(one);

    const other = await signedIn('member');
    // "Saved" may still be that of the first room.
    const kitchen = other.getByLabel('Height of Kitchen');
    const seen = async () => {
      await other.goto(address);
      await ready(other);
      return kitchen.count();
    };
    await expect.poll(seen, { timeout: 20_000 }).toBe(1);
    await kitchen.fill('9');
    await saved(other);

    // Different fields: both hold, and the first is told.
    await one.getByLabel('Height of Living').fill('10');
    await one.getByText('Somebody else changed this estimate too').waitFor();
    expect(await one.getByLabel('Height of Kitchen').inputValue()).toBe('9');
    await saved(one);

    // The same field: both values are shown, and the choice is saved.
    await other.getByLabel('Name of Kitchen').fill('Galley');
    await saved(other);
    await other.waitForTimeout(1_500);
    await one.getByLabel('Name of Kitchen').fill('Pantry');
    const dialog = one.getByRole('dialog', { name: 'Somebody else changed the same' });
    await dialog.waitFor();
    await dialog.getByRole('radio', { name: /Theirs\s*Galley/ }).waitFor();
    await dialog.getByRole('radio', { name: /Yours\s*Pantry/ }).check();
    await dialog.getByRole('button', { name: 'Save both' }).click();
    await saved(one);
    await other.reload();
    await other.getByLabel('Name of Pantry').waitFor();
    await Promise.all([close(one), close(other)]);
    expect(complaints).toEqual([]);
  });

  it('keeps what could not be saved through a reload, and saves it then', async () => {
    const page = await signedIn('owner');
    await newEstimate(page, 'Tunnel');
    await page.route('**/save', (route) => route.abort());
    await toQuickLine(page);
    await typeRoom(page, 'Living 12x15x8');
    await page.getByText('Not saved: offline, trying again').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.unroute('**/save');
    await page.reload();
    await page.getByText('Unsaved work from before is back.').waitFor();
    await page.getByLabel('Length of Living').waitFor();
    await saved(page);
    await page.reload();
    await ready(page);
    expect(await page.getByLabel('Length of Living').inputValue()).toBe('12');
    await close(page);
    expect(complaints).toEqual([]);
  });

  it('goes out as a workbook and comes back as the same estimate', async () => {
    const page = await signedIn('owner');
    await newEstimate(page, 'Round trip');
    await toQuickLine(page);
    await typeRoom(page, 'Living 12x15x8 2 doors 3 windows');
    await saved(page);
    const before = await total(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as a workbook' }).click(),
    ]);
    const file = await download.path();
    await page.goto(`${estimates}/new`);
    await ready(page);
    await page.getByLabel('Title').fill('Came back');
    await page.getByRole('combobox', { name: /Client/ }).press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByLabel('A workbook that was downloaded here').check();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'estimate.xlsx', mimeType: '', buffer: await readFile(file) });
    await page.getByRole('button', { name: 'Start the estimate' }).click();
    await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    expect(await total(page)).toBe(before);
    await close(page);
    expect(complaints).toEqual([]);
  });

  it('can be edited without a script', async () => {
    const author = await signedIn('owner');
    const address = await newEstimate(author, 'No script');
    const state = await author.context().storageState();
    await close(author);
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, storageState: state });
    const page = await context.newPage();
    await page.goto(address);
    await page.getByLabel(/^Add a room/).fill('Living 12x15x8 2 doors');
    await page.getByRole('button', { name: 'Add room' }).click();
    await page.getByRole('link', { name: 'Edit Living' }).click();
    const form = page.getByRole('region', { name: 'Living' }).first();
    await form.getByLabel('Height').fill('9');
    await form.getByLabel('Coats').first().fill('three');
    await form.getByRole('button', { name: 'Save Living' }).click();
    await page.getByText('Coats must be a whole number.').first().waitFor();
    expect(await page.getByLabel('Height', { exact: true }).inputValue()).toBe('9');
    await page.getByLabel('Coats', { exact: true }).first().fill('3');
    await page.getByRole('button', { name: 'Save Living' }).click();
    await page.getByText('The room was saved.').waitFor();
    await page.getByLabel('Title of the estimate').fill('Plain and good');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { level: 1, name: 'Plain and good' }).waitFor();
    await page.getByLabel('Rounding').selectOption('document');
    await page.getByRole('button', { name: 'Save the pricing' }).click();
    await page.getByText('The pricing was saved.').waitFor();
    expect(await page.getByLabel('Rounding').inputValue()).toBe('document');
    await context.close();
  });

  it.each(['light', 'dark'] as const)('has nothing in the way of assistive technology, %s', async (colorScheme) => {
    const page = await signedIn('owner', { colorScheme });
    const address = await newEstimate(page, `Accessible ${colorScheme}`);
    await expectAccessible(page);
    await toQuickLine(page);
    await typeRoom(page, 'Living 12x15x8 2 doors 3 windows');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+o');
    await page.getByRole('button', { name: 'Materials', exact: true }).click();
    await page.getByRole('button', { name: 'Option', exact: true }).click();
    await page.getByRole('button', { name: 'Amount', exact: true }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Total', exact: true }).first().click();
    await page.getByRole('dialog').getByRole('heading', { name: 'Total' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await saved(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await close(page);

    const reader = await signedIn('viewer', { colorScheme });
    await reader.goto(address);
    await ready(reader);
    expect(await reader.getByLabel('Length of Living').isEditable()).toBe(false);
    await expectAccessible(reader);
    await close(reader);
    expect(complaints).toEqual([]);
  });
});
