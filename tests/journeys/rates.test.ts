import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

const rates = `${business}/paintbox/rates`;
const walls = 'Walls, two coats';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

/** Opens parts of the book to edit them. */
async function open(page: Page, ...parts: string[]): Promise<number> {
  await page.goto(`${rates}?edit=${parts.join(',')}`);
  await ready(page);
  return versionOf(page);
}

/** A surface as it is read. */
function surface(page: Page, name: string) {
  const heading = page.getByRole('rowheader', { name, exact: true });
  return page.getByRole('table', { name: 'Production rates' }).getByRole('row').filter({ has: heading });
}

/** The number of the version in use, as the button says it. */
async function versionOf(page: Page): Promise<number> {
  const words = await page
    .getByRole('button', { name: /^Save as version/ })
    .first()
    .textContent();
  return Number(words?.match(/\d+/)?.[0]) - 1;
}

async function save(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Save as version/ })
    .first()
    .click();
}

it('a changed rate is a new version with a note, and can be gone back to', async () => {
  const page = await stage.member('owner');
  await page.goto(rates);
  await ready(page);
  await page.getByRole('link', { name: 'Edit production rates' }).click();
  await expect.poll(() => page.getByLabel('Name of Walls').evaluate((field) => field.matches(':focus'))).toBe(true);
  const before = await versionOf(page);
  const old = await page.getByLabel(walls).inputValue();
  await page.getByLabel(walls).fill('118.5');
  await page.getByLabel('What changed').fill('Timed on three jobs');
  await save(page);
  await page.getByText(`Version ${before + 1} is in use.`).waitFor();
  await page.getByText('Timed on three jobs').waitFor();
  await surface(page, 'Walls').getByText('118.5').waitFor();
  expect(await page.getByLabel(walls).count()).toBe(0);

  await page.getByRole('link', { name: `View version ${before}` }).click();
  await page.getByText(`${walls}: ${old} → 118.5`).waitFor();
  await page.getByRole('button', { name: `Restore version ${before}` }).click();
  await page.getByText(`Version ${before} is in use again, as version ${before + 2}.`).waitFor();
  await surface(page, 'Walls').getByText(`${old} (usual)`).waitFor();
  await page.context().close();
});

it('an estimate keeps the version that priced it', async () => {
  const page = await stage.member('owner');
  await page.goto(`${business}/paintbox/estimates?status=draft`);
  const estimate = await page.locator('tbody th a').first().getAttribute('href');
  const row = page.locator('tbody tr').first();
  const total = await row.locator('.cell-number').textContent();
  await open(page, 'labour');
  await page.getByLabel('Wage').fill('99.00');
  await save(page);
  await page.getByText('Estimates keep the version they were priced with.').waitFor();
  await page.goto(`${business}/paintbox/estimates?status=draft`);
  expect(await page.locator(`tbody tr:has(a[href="${estimate}"]) .cell-number`).textContent()).toBe(total);
  await page.context().close();
});

it('markup and margin are told apart while they are typed', async () => {
  const page = await stage.member('owner');
  await open(page, 'labour');
  await page.getByLabel('Profit is stated as').selectOption('markup');
  await page.getByLabel('Markup', { exact: true }).fill('42.86');
  await page.getByText('The same as 30 % margin.').waitFor();
  await page.getByLabel('Profit is stated as').selectOption('margin');
  await page.getByLabel('Margin', { exact: true }).fill('30');
  await page.getByText('The same as 42.86 % markup.').waitFor();
  await page.context().close();
});

it('what is wrong is said beside its cell, and nothing typed is lost', async () => {
  const page = await stage.member('owner');
  const before = await open(page, 'labour', 'surfaces');
  await page.getByLabel(walls).fill('fast');
  await page.getByLabel('Burden').fill('31');
  await save(page);
  await page.getByText('Please correct the marked cells.').waitFor();
  expect(await page.getByLabel(walls).getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Burden').inputValue()).toBe('31');
  await page.getByLabel(walls).fill('105');
  await save(page);
  await page.getByText(`Version ${before + 1} is in use.`).waitFor();
  await page.context().close();
});

it('a product is added, gets its coverage from solids and film, and is removed', async () => {
  const page = await stage.member('owner');
  const before = await open(page, 'products');
  await page.getByRole('button', { name: 'Add a product' }).click();
  const added = page.getByRole('row').filter({ has: page.getByLabel('Name of New product') });
  await added.getByLabel('Name of New product').fill('High-build primer');
  await added.getByLabel('New product, volume solids in per cent').fill('65');
  await added.getByLabel('New product, dry film thickness').fill('5');
  await added.getByRole('button', { name: /Use 208\.52/ }).click();
  await expect.poll(() => page.getByLabel('High-build primer, coverage').inputValue()).toBe('208.52');
  await page.getByLabel('High-build primer, can 1, size').fill('1');
  await page.getByLabel('High-build primer, can 1, price').fill('61.50');
  await save(page);
  await page.getByText(`Version ${before + 1} is in use.`).waitFor();
  await page.getByRole('row', { name: /High-build primer/ }).waitFor();
  await open(page, 'products');
  await page.getByRole('button', { name: 'Remove High-build primer' }).click();
  await page.getByRole('button', { name: 'Remove High-build primer' }).waitFor({ state: 'detached' });
  await save(page);
  await page.getByText(`Version ${before + 2} is in use.`).waitFor();
  await page.context().close();
});

it('what no longer fits in another part is opened beside it', async () => {
  const page = await stage.member('owner');
  const before = await open(page, 'products');
  await page.getByRole('button', { name: 'Remove Interior acrylic' }).click();
  await save(page);
  await page.getByText('Please correct the marked cells.').waitFor();
  await page.getByRole('link', { name: 'Walls names a product that is not in the book.' }).click();
  const product = page.getByLabel('Walls, product');
  await expect.poll(() => product.evaluate((field) => field.matches(':focus'))).toBe(true);
  expect(await product.getAttribute('aria-invalid')).toBe('true');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('row', { name: /^Interior acrylic/ }).waitFor();
  expect(await open(page, 'products')).toBe(before);
  await page.context().close();
});

it('another part joins the form that is open, and nothing typed is lost', async () => {
  const page = await stage.member('owner');
  const before = await open(page, 'labour');
  await page.getByLabel('Burden').fill('30');
  await page.getByRole('button', { name: 'Edit openings' }).click();
  await page.getByLabel('Larger than').fill('24');
  expect(await page.getByLabel('Burden').inputValue()).toBe('30');
  await save(page);
  await page.getByText(`Version ${before + 1} is in use.`).waitFor();
  await page.getByText('Openings larger than 24 sq ft').waitFor();
  await page.getByText('30 %', { exact: true }).first().waitFor();
  await page.context().close();
});

it('two people at the same version: both edits are put together, and where both wrote it says so', async () => {
  const [one, other] = await Promise.all([stage.member('owner'), stage.member('admin')]);
  const before = await open(one, 'labour', 'surfaces');
  await open(other, 'labour');
  await one.getByLabel('Wage').fill('31.00');
  await one.getByLabel(walls).fill('111');
  await save(one);
  await one.getByText(`Version ${before + 1} is in use.`).waitFor();

  await other.getByLabel('Wage').fill('30.00');
  await other.getByLabel('Minimum charge').fill('400.00');
  await save(other);
  await other.getByText(`Taken in from version ${before + 1}`).waitFor();
  await surface(other, 'Walls').getByText('111').waitFor();
  expect(await other.getByLabel('Minimum charge').inputValue()).toBe('400.00');
  const wage = other.getByRole('row', { name: /Hourly wage/ });
  await wage.getByRole('button', { name: 'Take theirs' }).click();
  await save(other);
  await other.getByText(`Version ${before + 2} is in use.`).waitFor();
  await other.getByText('$31.00 per hour').waitFor();
  await other.getByText('$400.00').waitFor();
  await surface(other, 'Walls').getByText('111').waitFor();
  await Promise.all([one, other].map((page) => page.context().close()));
});

it('works without a script: rows come and go, errors stand beside their cells, a version is saved', async () => {
  const page = await stage.member('admin', { javaScriptEnabled: false });
  await page.goto(rates);
  await page.getByRole('link', { name: 'Edit labour and price' }).click();
  const before = await versionOf(page);
  await page.getByLabel('Burden').fill('29.5');
  await page.getByRole('button', { name: 'Edit production rates' }).click();
  expect(await page.getByLabel('Burden').inputValue()).toBe('29.5');
  await page.getByRole('button', { name: 'Add a surface' }).click();
  expect(await page.getByLabel('Burden').inputValue()).toBe('29.5');
  await page.getByLabel('Name of New surface').fill('Shelving');
  await save(page);
  await page.getByText('Please correct the marked cells.').waitFor();
  expect(await page.getByLabel('Shelving, one coat').getAttribute('aria-invalid')).toBe('true');
  for (const [coats, rate] of [
    ['one coat', '60'],
    ['two coats', '35'],
    ['three coats', '25'],
  ]) {
    await page.getByLabel(`Shelving, ${coats}`).fill(rate ?? '');
  }
  await save(page);
  await page.getByText(`Version ${before + 1} is in use.`).waitFor();
  await page.getByText('29.5 %', { exact: true }).waitFor();
  await surface(page, 'Shelving').waitFor();
  await page.getByRole('link', { name: 'Edit production rates' }).click();
  await page.getByRole('button', { name: 'Remove Shelving' }).click();
  await save(page);
  await page.getByText(`Version ${before + 2} is in use.`).waitFor();
  expect(await surface(page, 'Shelving').count()).toBe(0);
  await page.context().close();
});

it('who may not change rates sees them all and no way to save', async () => {
  const page = await stage.member('member');
  await page.goto(rates);
  await surface(page, 'Walls').waitFor();
  expect(await page.getByRole('link', { name: /^Edit/ }).count()).toBe(0);
  await page.goto(`${rates}?edit=labour`);
  expect(await page.getByLabel('Wage').count()).toBe(0);
  expect(await page.getByRole('button', { name: /^Save as version/ }).count()).toBe(0);
  const refused = await page.request.post(rates, { form: { intent: 'save', baseVersion: '1', 'parts[]': 'labour' } });
  expect(refused.status()).toBe(403);
  await page.context().close();
});
