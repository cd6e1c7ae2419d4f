import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditWorkbook } from '#app/workbook/audit.ts';
import { Calculator } from '#app/workbook/calculate.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

const workbooks = `${business}/paintbox/workbooks`;
const fixture = (name: string) => `tests/fixtures/workbooks/${name}.xlsx`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

/** Imports a workbook and waits for its sheet; gives its address. */
async function imported(page: Page, name = 'interior-repaint'): Promise<string> {
  await page.goto(workbooks);
  await ready(page);
  await page.locator('input[type=file]').setInputFiles(fixture(name));
  await page.waitForURL(/workbooks\/[0-9a-f-]{36}/);
  await grid(page).waitFor();
  return new URL(page.url()).pathname;
}

const grid = (page: Page) => page.getByRole('grid');
const saved = (page: Page) => page.getByText(/^Saved \d/).waitFor();

/** Goes to a place such as `Bid!B17` by the name box. */
async function goTo(page: Page, place: string): Promise<void> {
  const box = page.getByLabel('Go to a cell, range or name');
  await box.fill(place);
  await box.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
}

async function type(page: Page, place: string, text: string): Promise<void> {
  await goTo(page, place);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** What the active cell shows. */
const shown = (page: Page) =>
  page.evaluate(
    () => document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')?.textContent,
  );

async function at(page: Page, place: string) {
  await goTo(page, place);
  return shown(page);
}

async function findNoBarrier(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 200)) }))).toEqual([]);
}

describe('a workbook', () => {
  it('is imported, edited, saved, taken into an estimate and downloaded with live formulas', async () => {
    const page = await stage.member('owner');
    await imported(page);
    await page.getByText('86 formulas, all equal').waitFor();
    expect(await at(page, 'Bid!B18')).toBe('2069.35');
    expect(await at(page, 'Bid!B17')).toBe('4138.69');

    await type(page, 'Rates!B7', '40');
    expect(await at(page, 'Bid!B17')).toBe('4767.9');
    await page.keyboard.press('Control+z');
    expect(await at(page, 'Bid!B17')).toBe('4138.69');
    await page.keyboard.press('Control+y');
    await saved(page);

    await page.reload();
    await grid(page).waitFor();
    expect(await at(page, 'Bid!B17')).toBe('4767.9');
    expect(await at(page, 'Rates!B7')).toBe('40');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('interior-repaint.xlsx');
    const book = readWorkbook(new Uint8Array(await readFile(await download.path())));
    const bid = book.sheets[2]?.cells.get(16, 1);
    expect([bid?.formula?.text, bid?.value]).toEqual(['B14+B16', 4767.9]);
    new Calculator(book).calculateAll();
    expect(book.sheets[2]?.cells.get(16, 1)?.value).toBeCloseTo(4767.9, 9);

    const place = page.getByRole('checkbox', { name: 'Take Bid!B17' });
    if (!(await place.isChecked())) await place.check();
    for (const other of await page.getByRole('checkbox', { name: /^Take (?!Bid!B17|this)/ }).all())
      await other.uncheck();
    await page.getByLabel('Description of Bid!B17').fill('Interior repaint');
    await page.getByText('Somebody who is not a client yet').click();
    await page.getByLabel('Name of the new client').fill('Dana Whitfield');
    await page.getByRole('button', { name: 'Take into the estimate' }).click();
    await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    await page.getByText('The totals are in the estimate.').waitFor();
    await page.getByText('$4,767.90').first().waitFor();
    await page.context().close();
  });

  it('is worked on by keyboard alone', async () => {
    const page = await stage.member('member');
    await imported(page, 'exterior-siding');
    await grid(page).focus();
    await page.keyboard.press('Control+End');
    const end = await page.getByLabel('Go to a cell, range or name').inputValue();
    expect(end).toMatch(/^J\d+$/);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+ArrowRight');
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: /^[A-Z]+2$/ }).waitFor();
    await page.keyboard.press('Escape');
    await goTo(page, 'C2');
    await page.keyboard.type('50');
    await page.keyboard.press('Tab');
    expect(await page.getByLabel('Go to a cell, range or name').inputValue()).toBe('D2');
    expect(await at(page, 'F2')).toBe(String(50 * 18.5 - 96));
    await goTo(page, 'C2:C4');
    await page.getByText(/Count 3/).waitFor();
    await page.keyboard.press('Delete');
    expect(await at(page, 'C3')).toBe('');
    await page.keyboard.press('Control+z');
    expect(await at(page, 'C3')).toBe('42');
    await saved(page);
    // A way out of the sheet for those who have no mouse.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab');
    await page.context().close();
  });

  it('takes a block from the clipboard and gives one', async () => {
    const page = await stage.member('owner', { permissions: ['clipboard-read', 'clipboard-write'] });
    await imported(page);
    await goTo(page, 'Bid!A6:B7');
    await page.keyboard.press('Control+c');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^Wall paint, whole gallons\t14\r?\nCeiling paint/,
    );
    await page.evaluate(() => navigator.clipboard.writeText('Ladder\t120\nMileage\t=D20*2'));
    await goTo(page, 'Bid!C20');
    await page.keyboard.press('Control+v');
    expect([await at(page, 'D20'), await at(page, 'D21')]).toEqual(['120', '240']);
    await saved(page);
    await page.context().close();
  });

  it('says of a formula what is wrong with it, and keeps it to be mended', async () => {
    const page = await stage.member('owner');
    await imported(page);
    await type(page, 'Bid!D3', '=1+*2');
    await page
      .getByRole('alert')
      .getByText(/cannot be read/)
      .waitFor();
    await page.keyboard.press('Escape');
    await type(page, 'Bid!D3', '=1/0');
    expect(await at(page, 'D3')).toBe('#DIV/0!');
    await saved(page);
    await page.context().close();
  });

  it('moves rows with the formulas that speak of them', async () => {
    const page = await stage.member('owner');
    await imported(page);
    await goTo(page, 'Rates!A7');
    await page.getByRole('button', { name: 'Rows and columns' }).click();
    await page.getByRole('button', { name: 'Insert a row above' }).click();
    expect(await at(page, 'Rates!A8')).toBe('Hourly wage');
    expect(await at(page, 'Bid!B17')).toBe('4138.69');
    await saved(page);
    await page.context().close();
  });
});

describe('two people in one workbook', () => {
  it('merge what does not touch, and choose where it does', async () => {
    const [first, second] = [await stage.member('owner'), await stage.member('admin')];
    const address = await imported(first);
    await second.goto(address);
    await grid(second).waitFor();

    await type(first, 'Rates!B7', '40');
    await saved(first);
    await type(second, 'Rates!B8', '0.25');
    await saved(second);
    expect(await at(second, 'Rates!B7')).toBe('40');

    await type(first, 'Rates!B9', '0.5');
    await saved(first);
    await type(second, 'Rates!B9', '0.4');
    const dialog = second.getByRole('dialog', { name: 'Somebody else changed the same' });
    await dialog.waitFor();
    await dialog.getByRole('radio', { name: '0.5' }).check();
    await dialog.getByRole('button', { name: 'Go on with this choice' }).click();
    expect(await at(second, 'Rates!B9')).toBe('0.5');
    await first.context().close();
    await second.context().close();
  });
});

describe('the page', () => {
  it.each(['light', 'dark'] as const)('has no barrier that a tool can find, in the %s theme', async (colorScheme) => {
    const page = await stage.member('owner', { colorScheme, reducedMotion: 'reduce' });
    await page.goto(workbooks);
    await ready(page);
    await findNoBarrier(page);
    await imported(page);
    await findNoBarrier(page);
    await goTo(page, 'Bid!B18');
    await page.keyboard.press('F2');
    await findNoBarrier(page);
    await page.context().close();
  });

  it('is read and edited cell by cell on a phone', async () => {
    const page = await stage.member('owner', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await imported(page);
    await page.getByRole('tab', { name: 'Rates' }).tap();
    await page.locator('#cell-6-1').tap();
    await page.getByLabel('Content of B7').tap();
    await page.getByLabel('Content of B7').fill('40');
    await page.getByRole('button', { name: 'Take over what was typed' }).tap();
    await page.getByRole('tab', { name: 'Bid' }).tap();
    expect(await page.locator('#cell-16-1').textContent()).toBe('4767.9');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    mkdirSync('.cache/screenshots', { recursive: true });
    await page.screenshot({ path: '.cache/screenshots/workbook-phone.png' });
    await saved(page);
    await page.context().close();
  });

  it('works without a script: import, read, change a cell, take a total', async () => {
    const page = await stage.member('owner', { javaScriptEnabled: false });
    await page.goto(workbooks);
    await page.locator('input[type=file]').setInputFiles(fixture('interior-repaint'));
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('86 formulas, all equal').waitFor();
    await page.getByRole('navigation', { name: 'Sheets' }).getByRole('link', { name: 'Bid' }).click();
    expect(await page.locator('#B17').textContent()).toBe('4138.69');
    await page.getByRole('navigation', { name: 'Sheets' }).getByRole('link', { name: 'Rates' }).click();
    await page.getByLabel('Cell', { exact: true }).fill('B7');
    await page.getByLabel(/What it holds/).fill('40');
    await page.getByRole('button', { name: 'Change the cell' }).click();
    expect(await page.locator('#B7').textContent()).toBe('40');
    await page.getByLabel('Description of Bid!B17').fill('Interior repaint');
    await page.getByText('Somebody who is not a client yet').click();
    await page.getByLabel('Name of the new client').fill('Walt Ferris');
    await page.getByRole('button', { name: 'Take into the estimate' }).click();
    await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    expect(await page.content()).toContain('4,767.90');
    await page.context().close();
  });
});

it('what was exported is a fixed point: importing it again finds every formula equal', async () => {
  const page = await stage.member('owner');
  const address = await imported(page, 'commercial-progress');
  await type(page, 'SOV!D4', '5000');
  await saved(page);
  const response = await page.request.get(`${address}/file.xlsx`);
  const report = auditWorkbook(new Uint8Array(await response.body()));
  expect([report.formulas, report.equal]).toEqual([44, 44]);
  await page.context().close();
});
