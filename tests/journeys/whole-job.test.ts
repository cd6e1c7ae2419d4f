import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Calculator } from '#app/workbook/calculate.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { openStage, ready, type Stage } from '../support/visitor.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

it('a contractor signs up, brings the workbook, prices the job, sends the quote, and the client accepts on a phone', async () => {
  const page = await stage.visitor();
  await page.goto('/sign-up');
  await page.getByLabel('Name of the business').fill('Tideline Painting');
  await page.getByLabel('Your name').fill('Rosa Alvarez');
  await page.getByLabel('Email').fill('rosa@tideline.example');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/t\/tideline-painting$/);

  await page.goto('/t/tideline-painting/paintbox/workbooks');
  await ready(page);
  await page.locator('input[type=file]').setInputFiles('tests/fixtures/workbooks/interior-repaint.xlsx');
  await page.waitForURL(/workbooks\/[0-9a-f-]{36}/);
  await page.getByText('86 formulas, all equal').waitFor();
  await page.getByRole('grid').waitFor();
  const total = page.getByRole('checkbox', { name: 'Take Bid!B17' });
  if (!(await total.isChecked())) await total.check();
  for (const other of await page.getByRole('checkbox', { name: /^Take (?!Bid!B17|this)/ }).all()) await other.uncheck();
  await page.getByLabel('Description of Bid!B17').fill('Interior repaint');
  await page.getByLabel('Name of the new client').fill('Dana Whitfield');
  await page.getByRole('button', { name: 'Take into the estimate' }).click();
  await page.waitForURL(/estimates\/[0-9a-f-]{36}$/);
  await ready(page);
  await page.getByText('$4,138.69').first().waitFor();

  const line = page.locator('#quick-line');
  await line.fill('Hall 12x4x8 1 door');
  await line.press('Enter');
  await page.getByLabel('Length of Hall').waitFor();
  await page
    .getByText(/^Saved/)
    .first()
    .waitFor();
  const estimate = new URL(page.url()).pathname;

  const file = await page.request.get(`${estimate}/estimate.xlsx`);
  expect(file.status()).toBe(200);
  const book = readWorkbook(new Uint8Array(await file.body()));
  const stored = valuesOf(book);
  new Calculator(book).calculateAll();
  expect(valuesOf(book)).toEqual(stored);
  expect(stored.length).toBeGreaterThan(10);

  await page.goto(`${estimate}/quote`);
  await ready(page);
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByRole('link', { name: 'Open as the client' }).waitFor();
  const link = new URL((await page.getByText(/\/q\/[\w-]{54}$/).textContent()) ?? '').pathname;

  const client = await stage.visitor(phone);
  await client.goto(link);
  await ready(client);
  await client.getByLabel('Your full name').fill('Dana Whitfield');
  await client.getByRole('checkbox', { name: /^I accept/ }).check();
  await client.getByRole('button', { name: /^Accept for/ }).click();
  await client.getByRole('heading', { name: 'Thank you. This quote is accepted.' }).waitFor();
  const [pdf] = await Promise.all([
    client.waitForEvent('download'),
    client.getByRole('link', { name: 'Download as PDF' }).click(),
  ]);
  expect((await readFile(await pdf.path())).subarray(0, 5).toString()).toBe('%PDF-');

  await page.reload();
  await page.getByText(/^Accepted by Dana Whitfield for/).waitFor();
  expect(stage.complaints).toEqual([]);
});

/** Every formula's value, in the order of sheets and rows. */
function valuesOf(book: ReturnType<typeof readWorkbook>): unknown[] {
  const values: unknown[] = [];
  for (const { cells } of book.sheets) {
    cells.visitAll(({ formula, value }) => {
      if (formula) values.push(value);
    });
  }
  return values;
}
