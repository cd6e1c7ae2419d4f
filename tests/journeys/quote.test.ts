import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { getDocumentProxy } from 'unpdf';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage?.close());

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

/** Goes to the page about the quote of an estimate that the demo business has. */
async function toQuote(owner: Page, title: string): Promise<void> {
  await owner.goto(`${business}/paintbox/estimates?q=${encodeURIComponent(title)}`);
  const path = await owner.getByRole('link', { name: title, exact: true }).first().getAttribute('href');
  await owner.goto(`${path}/quote`);
}

/** The link that the page shows to be sent. */
async function linkOn(owner: Page): Promise<string> {
  return new URL((await owner.getByText(/\/q\/[\w-]{54}$/).textContent()) ?? '').pathname;
}

async function send(owner: Page, title: string): Promise<string> {
  await toQuote(owner, title);
  await owner.getByRole('button', { name: 'Make the link' }).click();
  await owner.getByRole('link', { name: 'Open as the client' }).waitFor();
  return linkOn(owner);
}

function cents(text: string | null): number {
  const [, sign, whole = '', rest = ''] = /(-?)\$([\d,]+)\.(\d\d)/.exec(text ?? '') ?? [];
  return Number(`${sign}${whole.replaceAll(',', '')}${rest}`);
}

/** The amount of a row of the sum. */
async function amount(page: Page, label: string): Promise<number> {
  return cents(
    await page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: label, exact: true }) })
      .last()
      .textContent(),
  );
}

async function draw(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Draw it' }).check();
  const pad = page.getByRole('img', { name: 'Space for your signature' });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('There is no space to sign in.');
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (const [x, y] of [
    [70, 20],
    [100, 70],
    [140, 30],
    [200, 60],
  ] as const) {
    await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  }
  await page.mouse.up();
  await page.getByRole('img', { name: 'Your signature' }).waitFor();
}

/** No rule of accessibility is broken, in either theme. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction(() => document.getAnimations().length === 0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => ({ id, colorScheme, nodes: nodes.map(({ html }) => html.slice(0, 160)) })),
    ).toEqual([]);
  }
}

/** The text of a PDF, a line for each row of a page. */
async function pdfLines(page: Page, path: string): Promise<string[]> {
  const response = await page.request.get(path);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toBe('application/pdf');
  expect(response.headers()['content-disposition']).toMatch(/^attachment; filename="[\w.-]+\.pdf"/);
  const pdf = await getDocumentProxy(new Uint8Array(await response.body()));
  const rows: { at: number; text: string }[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    for (const item of (await (await pdf.getPage(number)).getTextContent()).items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const at = number * 10_000 - Number(item.transform[5]);
      const row = rows.find((each) => Math.abs(each.at - at) < 2);
      if (row) row.text += ` ${item.str}`;
      else rows.push({ at, text: item.str });
    }
  }
  return rows.sort((a, b) => a.at - b.at).map(({ text }) => text);
}

const amountIn = (lines: readonly string[], label: string) =>
  cents(lines.find((line) => line.startsWith(label) && line.includes('$')) ?? null);

/** What is printed between the base price and the total, added up; the subtotal is no part. */
function partsIn(lines: readonly string[]): number {
  const from = lines.findIndex((line) => line.startsWith('Base price'));
  const to = lines.findIndex((line) => line.startsWith('Total'));
  const parts = lines.slice(from, to).filter((line) => !line.startsWith('Subtotal'));
  expect(parts.length).toBeGreaterThan(1);
  return parts.reduce((sum, line) => sum + cents(line), 0);
}

describe('a quote', () => {
  it('is sent, chosen from, asked about and answered on a phone', async () => {
    const owner = await stage.member('owner');
    const link = await send(owner, 'Fence and deck');
    const client = await stage.visitor(phone);
    const response = await client.goto(link);
    expect(response?.headers()).toMatchObject({
      'cache-control': 'private, no-store',
      'referrer-policy': 'same-origin',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(await client.locator('[style]').count()).toBe(0);
    await ready(client);
    await expectAccessible(client);

    // The total follows the choice, in the table, in the bar and in what is agreed to.
    const option = client.getByRole('checkbox').first();
    const bar = client.getByRole('status');
    const before = await amount(client, 'Total');
    const wasTaken = await option.isChecked();
    await option.click();
    const after = await amount(client, 'Total');
    expect(after > before).toBe(!wasTaken);
    expect(cents(await bar.textContent())).toBe(after);
    if (wasTaken) await option.click();
    const agreed = Math.max(before, after);
    await expect.poll(() => amount(client, 'Total')).toBe(agreed);
    expect(await amount(client, 'Base price')).toBeLessThan(agreed);

    await client.getByLabel('Your question').fill('Do you move the planters?');
    await client.getByRole('button', { name: 'Send', exact: true }).click();
    await client.getByText('Do you move the planters?').waitFor();
    expect(await client.getByLabel('Your question').inputValue()).toBe('');
    expect(await amount(client, 'Total')).toBe(agreed);

    await owner.reload();
    await owner.getByLabel(/^Answer /).fill('We do, and put them back.');
    await owner.getByRole('button', { name: 'Answer', exact: true }).click();
    await owner.getByText('We do, and put them back.').waitFor();
    await owner.getByText('Opened once').waitFor();

    await client.reload();
    await client.getByText('We do, and put them back.').waitFor();
  });

  it('is accepted once, with a drawn signature, and printed as it was agreed', async () => {
    const owner = await stage.member('owner');
    await toQuote(owner, 'Siding, two coats');
    const link = await linkOn(owner);
    const client = await stage.visitor(phone);
    // A second window is open before the answer is given.
    const late = await stage.visitor(phone);
    await Promise.all([client.goto(link), late.goto(link)]);
    await ready(client);
    await client.getByRole('checkbox').first().check();
    const agreed = await amount(client, 'Total');
    await client.getByLabel('Your full name').fill('Priya Raman');
    await draw(client);
    await client.getByRole('checkbox', { name: /^I accept/ }).check();
    await client.getByRole('button', { name: /^Accept for/ }).dblclick();
    await client.getByRole('heading', { name: 'Thank you. This quote is accepted.' }).waitFor();
    await client.getByRole('img', { name: 'Signature of Priya Raman' }).waitFor();
    expect(await amount(client, 'Total')).toBe(agreed);
    await expectAccessible(client);

    const path = await client.getByRole('link', { name: 'Download as PDF' }).getAttribute('href');
    const lines = await pdfLines(client, path ?? '');
    expect(amountIn(lines, 'Total')).toBe(agreed);
    expect(partsIn(lines)).toBe(agreed);
    expect(lines).toContain('Priya Raman');

    await late.getByLabel('Your full name').fill('Somebody Late');
    await late.getByRole('checkbox', { name: /^I accept/ }).check();
    await late.getByRole('button', { name: /^Accept for/ }).click();
    await late.getByText('Your answer was not recorded').waitFor();
    await late.getByRole('heading', { name: 'Thank you. This quote is accepted.' }).waitFor();

    await owner.reload();
    expect(await owner.getByText(/^Accepted by Priya Raman for/).count()).toBe(1);
    expect(await owner.getByText('Somebody Late').count()).toBe(0);
    await owner.getByRole('img', { name: 'Signature of Priya Raman' }).waitFor();
    await expectAccessible(owner);
  });

  it('is held to the total that was on the screen', async () => {
    const owner = await stage.member('owner');
    await toQuote(owner, 'Bedrooms first');
    const link = await linkOn(owner);
    const client = await stage.visitor();
    const answer = { intent: 'accept', agreedTotal: '1', name: 'Ada Low', signatureKind: 'typed', agreesToTerms: 'on' };
    const refused = await client.request.post(link, { form: answer });
    expect(refused.status()).toBe(409);
    expect(await refused.text()).toContain('Your page showed $0.01, but this selection comes to');

    const unknown = { ...answer, 'selection[]': crypto.randomUUID() };
    expect((await client.request.post(link, { form: unknown })).status()).toBe(422);
    const scribble = { ...answer, signatureKind: 'drawn', signature: '<script>alert(1)</script>' };
    expect((await client.request.post(link, { form: scribble })).status()).toBe(422);
  });

  it('is declined with a reason that the owner reads, and revised', async () => {
    const owner = await stage.member('owner');
    await toQuote(owner, 'Studio');
    const link = await linkOn(owner);
    const client = await stage.visitor(phone);
    await client.goto(link);
    await ready(client);
    await client.getByText('Decline this quote').click();
    await client.getByLabel('Why not?').fill('We sell the building after all.');
    await client.getByRole('button', { name: 'Decline the quote' }).click();
    await client.getByRole('heading', { name: 'This quote was declined.' }).waitFor();
    expect(await client.getByRole('button', { name: /^Accept/ }).count()).toBe(0);

    await owner.reload();
    await owner.getByText('“We sell the building after all.”').first().waitFor();
    await owner.getByRole('button', { name: 'Revise' }).click();
    await owner.waitForURL(/estimates\/[0-9a-f-]{36}$/);
  });

  it('says that it has expired, takes a question, and opens again behind the same link', async () => {
    const owner = await stage.member('owner');
    await toQuote(owner, 'Garage');
    const link = await linkOn(owner);
    const client = await stage.visitor(phone);
    expect((await client.goto(link))?.status()).toBe(410);
    await client.getByRole('heading', { name: 'This quote has expired' }).waitFor();
    await client.getByText(/^This quote was valid until \w+ \d+, \d{4}/).waitFor();
    await ready(client);
    await expectAccessible(client);
    await client.getByLabel('Write to Harbor & Pine Painting').fill('Is the price still good?');
    await client.getByLabel('Your name').fill('Sam Ortiz');
    await client.getByRole('button', { name: 'Send', exact: true }).click();
    await client.getByText('Is the price still good?').waitFor();
    stage.complaints.splice(0);

    await owner.reload();
    await owner.getByText('Is the price still good?').waitFor();
    await owner.getByLabel('Valid from today for').fill('14');
    await owner.getByRole('button', { name: 'Open again' }).click();
    await owner.getByRole('link', { name: 'Open as the client' }).waitFor();
    expect((await client.goto(link))?.status()).toBe(200);
    await client.getByRole('button', { name: /^Accept for/ }).waitFor();
  });

  it('says that it was withdrawn; a link that opens nothing says nothing', async () => {
    const owner = await stage.member('owner');
    await toQuote(owner, 'Siding and shutters');
    const link = await linkOn(owner);
    await owner.getByText('Extend, send to somebody else, or withdraw').click();
    await owner.getByRole('button', { name: 'Withdraw the quote' }).click();
    await owner.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click();
    await owner.getByRole('button', { name: 'Make the link' }).waitFor();

    const client = await stage.visitor(phone);
    expect((await client.goto(link))?.status()).toBe(410);
    await client.getByRole('heading', { name: 'This quote was withdrawn' }).waitFor();
    expect((await client.request.get(`${link}/quote.pdf`)).status()).toBe(410);

    const last = link.at(-2) === 'A' ? 'B' : 'A';
    const tampered = `${link.slice(0, -2)}${last}${link.slice(-1)}`;
    const strangers = [tampered, `/q/${'A'.repeat(54)}`, '/q/abc', `${link}x`];
    for (const path of strangers) {
      expect((await client.goto(path))?.status(), path).toBe(404);
      await client.getByRole('heading', { name: 'This link opens nothing' }).waitFor();
      expect((await client.request.get(`${path}/quote.pdf`)).status(), path).toBe(404);
    }
    await expectAccessible(client);
    // A page that is meant to be a 404 is reported by the browser all the same.
    stage.complaints.splice(0);
  });

  it('keeps back what cannot be priced, with the reasons', async () => {
    const owner = await stage.member('owner');
    await owner.goto(`${business}/paintbox/estimates/new`);
    await ready(owner);
    await owner.getByLabel('Title').fill('Nothing yet');
    await owner.getByRole('combobox', { name: /Client/ }).press('ArrowDown');
    await owner.keyboard.press('Enter');
    await owner.getByRole('button', { name: 'Start the estimate' }).click();
    await owner.waitForURL(/estimates\/[0-9a-f-]{36}$/);
    await owner.goto(`${new URL(owner.url()).pathname}/quote`);
    await owner.getByText('This estimate cannot be sent yet').waitFor();
    await owner.getByText('There is nothing to quote yet.').waitFor();
    expect(await owner.getByRole('button', { name: 'Make the link' }).count()).toBe(0);
  });
});

describe('a quote without a script', () => {
  const plain = { javaScriptEnabled: false };

  it('is previewed, sent, chosen from, asked about, answered and accepted', async () => {
    const owner = await stage.member('owner', plain);
    await toQuote(owner, 'Lobby');
    await owner.getByRole('radio', { name: 'A price for each surface' }).check();
    await owner.getByRole('textbox', { name: /^Message/ }).fill('We start in the morning.');
    await owner.getByLabel('Valid for').fill('0');
    await owner.getByRole('button', { name: 'Save and preview' }).click();
    await owner.getByText('A quote is valid for at least one day.').first().waitFor();
    expect(await owner.getByRole('textbox', { name: /^Message/ }).inputValue()).toBe('We start in the morning.');
    await owner.getByLabel('Valid for').fill('45');
    await owner.getByRole('button', { name: 'Save and preview' }).click();
    await owner.locator('#preview').getByText('We start in the morning.').waitFor();
    await owner.getByRole('button', { name: 'Make the link' }).click();
    const link = await linkOn(owner);

    const client = await stage.visitor({ ...phone, ...plain });
    await client.goto(link);
    const before = await amount(client, 'Total');
    const option = client.getByRole('checkbox').first();
    const wasTaken = await option.isChecked();
    await (wasTaken ? option.uncheck() : option.check());
    await client.getByRole('button', { name: 'Update the total' }).click();
    const agreed = await amount(client, 'Total');
    expect(agreed > before).toBe(!wasTaken);

    await client.getByLabel('Your question').fill('Is the lobby open meanwhile?');
    await client.getByRole('button', { name: 'Send', exact: true }).click();
    await client.getByText('Is the lobby open meanwhile?').waitFor();
    expect(await amount(client, 'Total')).toBe(agreed);

    await owner.reload();
    await owner.getByLabel(/^Answer /).fill('Yes, one half at a time.');
    await owner.getByRole('button', { name: 'Answer', exact: true }).click();
    await owner.getByText('Yes, one half at a time.').waitFor();

    await client.getByRole('button', { name: /^Accept for/ }).click();
    await client.getByText('Tick the box to agree to the terms.').first().waitFor();
    expect(await amount(client, 'Total')).toBe(agreed);
    await client.getByLabel('Your full name').fill('Noor Haddad');
    await client.getByRole('checkbox', { name: /^I accept/ }).check();
    await client.getByRole('button', { name: /^Accept for/ }).click();
    await client.getByRole('heading', { name: 'Thank you. This quote is accepted.' }).waitFor();
    expect(await amount(client, 'Total')).toBe(agreed);
    const lines = await pdfLines(client, `${link}/quote.pdf`);
    expect(amountIn(lines, 'Total')).toBe(agreed);
  });

  it('is mailed, and declined', async () => {
    const owner = await stage.member('owner', plain);
    const link = await send(owner, 'Shutters and gutters');
    const form = owner.getByRole('form', { name: 'Mail it' });
    await form.getByLabel('To', { exact: true }).fill('two@example.com, three@example.com');
    await form.getByRole('button', { name: 'Mail it' }).click();
    await form.getByText('Enter one address').first().waitFor();
    await form.getByLabel('To', { exact: true }).fill('shutters@example.com');
    await form.getByRole('button', { name: 'Mail it' }).click();
    await owner.getByText('The letter to shutters@example.com is on its way').waitFor();
    const mailed = owner.getByRole('listitem').filter({ hasText: 'Mailed to shutters@example.com' }).last();
    await expect
      .poll(async () => (await owner.reload()) && mailed.textContent(), { timeout: 20_000 })
      .toContain('Delivered');

    const client = await stage.visitor({ ...phone, ...plain });
    await client.goto('/mailbox');
    await client
      .getByRole('link', { name: /shutters@example\.com/ })
      .first()
      .click();
    expect(await client.locator('.letter-text').textContent()).toContain(link);
    await client.goto(link);
    await client.getByText('Decline this quote').click();
    await client.getByRole('button', { name: 'Decline the quote' }).click();
    await client.getByText('Please say in a few words why.').first().waitFor();
    await client.getByLabel('Why not?').fill('Next year, perhaps.');
    await client.getByRole('button', { name: 'Decline the quote' }).click();
    await client.getByRole('heading', { name: 'This quote was declined.' }).waitFor();
    await client.getByText('“Next year, perhaps.”').waitFor();
  });
});
