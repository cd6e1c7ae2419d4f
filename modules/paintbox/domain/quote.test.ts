import { describe, expect, test } from 'vitest';
import { newId } from '#app/values/id.ts';
import { on } from '#app/values/time.ts';
import { addTo, emptyEstimate } from './edit.ts';
import { chance, randomBook, randomEstimate, randomSelection } from './estimate.fixture.ts';
import type { Estimate } from './estimate.ts';
import { priceEstimate } from './price.ts';
import {
  decideAcceptance,
  decideDecline,
  depositOf,
  type Quote,
  type QuoteFacts,
  quoteOf,
  type Signature,
} from './quote.ts';
import { quoteTotals } from './quote-totals.ts';
import { defaultRateBook } from './rate-book-default.ts';
import { checkSelection, defaultSelection } from './selection.ts';

const book = { ...defaultRateBook(), minimumCharge: 0 };
const signature: Signature = { kind: 'typed', name: 'Ada Client' };
const gloss = { id: newId(), name: 'Gloss', description: '', groupId: newId(), isSelectedByDefault: false };
const satin = { ...gloss, id: newId(), name: 'Satin', isSelectedByDefault: true };
const closet = { ...gloss, id: newId(), name: 'Closet', groupId: null };

function estimate(): Estimate {
  const doc = { ...emptyEstimate(book, 'Repaint'), alternateGroups: [{ id: gloss.groupId, name: 'Finish' }] };
  const line = (label: string, unitAmount: string, optionId: string | null) => ({
    id: newId(),
    kind: 'lump-sum' as const,
    label,
    quantity: '1',
    unit: '',
    unitAmount,
    basis: 'price' as const,
    isTaxable: true,
    optionId,
    note: '',
  });
  const lines = [
    line('Walls', '1000', null),
    line('Gloss', '300', gloss.id),
    line('Satin', '200', satin.id),
    line('Closet', '99.99', closet.id),
  ];
  const withLines = lines.reduce((next, element) => addTo(next, { list: 'extras', element }), doc);
  return [gloss, satin, closet].reduce((next, element) => addTo(next, { list: 'options', element }), withLines);
}

function quote(doc = estimate()): Quote {
  const made = quoteOf(doc, priceEstimate(doc, book), { version: 1, issuedOn: on('2026-01-15') });
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

/** A quote on its last day. */
function open(change: Partial<QuoteFacts> = {}, today = on('2026-02-14')) {
  const sent = quote();
  const { validUntil } = sent;
  return {
    quote: sent,
    facts: { answer: null, isSuperseded: false, isWithdrawn: false, validUntil, ...change },
    today,
  };
}

describe('accepting', () => {
  test('with a valid selection, on the last day', () => {
    const accepted = decideAcceptance(open(), [closet.id, gloss.id], signature);
    expect(accepted).toMatchObject({
      ok: true,
      value: { selection: [gloss.id, closet.id], totals: { total: 139_999 } },
    });
  });

  test.each([
    ['expired', open({}, on('2026-02-15'))],
    ['superseded', open({ isSuperseded: true })],
    ['revoked', open({ isWithdrawn: true })],
    ['declined', open({ answer: 'declined' }, on('2026-02-15'))],
  ] as const)('refused once it is %s', (state, sent) => {
    expect(decideAcceptance(sent, [satin.id], signature)).toEqual({ ok: false, error: { kind: 'closed', state } });
  });

  test.each([
    ['selection', [], signature],
    ['selection', [satin.id, gloss.id], signature],
    ['selection', [satin.id, satin.id], signature],
    ['selection', [satin.id, newId()], signature],
    ['signature', [satin.id], { kind: 'typed', name: '  ' }],
    ['signature', [satin.id], { kind: 'drawn', name: 'Ada', path: 'javascript:alert(1)' }],
  ] as const)('refused for the %s', (field, selection, by) => {
    expect(decideAcceptance(open(), selection, by)).toMatchObject({ ok: false, error: { kind: 'wrong', field } });
  });

  test('a missing choice is named', () => {
    expect(checkSelection([gloss, satin], [])).toEqual({ ok: false, error: 'Choose one of: Gloss, Satin.' });
    expect(defaultSelection([gloss, satin, closet])).toEqual([satin.id]);
  });
});

test('declining needs a reason and an open quote', () => {
  expect(decideDecline(open(), ' too dear ')).toEqual({ ok: true, value: { reason: 'too dear' } });
  expect(decideDecline(open(), ' ')).toMatchObject({ ok: false, error: { kind: 'wrong', field: 'reason' } });
  expect(decideDecline(open({}, on('2026-02-20')), 'too late')).toMatchObject({ ok: true });
  expect(decideDecline(open({ answer: 'accepted' }), 'x')).toEqual({
    ok: false,
    error: { kind: 'closed', state: 'accepted' },
  });
});

test('a deposit is never more than the total', () => {
  expect(depositOf({ kind: 'percent', percent: '33.33' }, 10_000)).toBe(3333);
  expect(depositOf({ kind: 'amount', amount: 50_000 }, 10_000)).toBe(10_000);
  expect(depositOf({ kind: 'none' }, 10_000)).toBe(0);
});

describe('what the client sees', () => {
  test('no cost, no rate and no price that the estimate does not show', () => {
    const text = JSON.stringify(quote({ ...estimate(), clientDetail: 'total' }));
    for (const secret of ['cost', 'wage', 'labour', 'hours', 'unitPrice', 'internalNote'])
      expect(text).not.toContain(secret);
    expect(quote({ ...estimate(), clientDetail: 'total' }).sections.every((section) => section.amount === null)).toBe(
      true,
    );
  });

  test('nothing to sell and unsolved problems are refused', () => {
    const doc = emptyEstimate(book);
    const issue = { version: 1, issuedOn: on('2026-01-15') };
    expect(quoteOf(doc, priceEstimate(doc, book), issue)).toEqual({
      ok: false,
      error: 'There is nothing to quote yet.',
    });
  });

  test('shown parts add up to the total for any selection', () => {
    let quoted = 0;
    for (let seed = 1; seed <= 1500; seed += 1) {
      const random = chance(seed);
      const anyBook = randomBook(random);
      const doc: Estimate = { ...randomEstimate(random, anyBook), clientDetail: random.pick(['areas', 'surfaces']) };
      const made = quoteOf(doc, priceEstimate(doc, anyBook), { version: 1, issuedOn: on('2026-01-15') });
      if (!made.ok) continue;
      quoted += 1;
      const selection = randomSelection(random, doc.options);
      const totals = quoteTotals(made.value.basis, selection);
      const options = made.value.options.filter((option) => selection.includes(option.id));
      const sections = [...made.value.sections, ...options.flatMap((option) => option.sections)];
      const shown = sections.reduce((sum, section) => sum + (section.amount ?? 0), 0);
      expect(shown, `seed ${seed}`).toBe(totals.subtotal);
      for (const section of sections.filter(() => doc.clientDetail === 'surfaces')) {
        expect(section.lines.reduce((sum, line) => sum + (line.amount ?? 0), 0)).toBe(section.amount);
      }
    }
    expect(quoted).toBeGreaterThan(300);
  });
});
