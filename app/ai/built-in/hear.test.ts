import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paintboxIntents } from '#modules/paintbox/tools/intents/index.ts';
import { hear } from './hear.ts';
import { platformIntents } from './platform-intents.ts';
import { distance, spelling } from './words.ts';

const facts = {
  now: '2026-05-20T03:00:00Z',
  timeZone: 'America/Chicago',
  locale: 'en-US',
  currency: 'USD',
  units: 'imperial',
  person: { name: 'Pat' },
} as const;
const around = { mentions: [], page: null, spokenOf: [], attachments: [] };

const said = (text: string) => hear(text, { facts, around });
const period = (text: string) => said(text).periods.map(({ from, to }) => [from, to])[0];

describe('what was said', () => {
  // It is still the 19th in Chicago.
  test.each([
    ['today', '2026-05-19', '2026-05-19'],
    ['yesterday', '2026-05-18', '2026-05-18'],
    ['last week', '2026-05-11', '2026-05-17'],
    ['this month', '2026-05-01', '2026-05-31'],
    ['the last 7 days', '2026-05-13', '2026-05-19'],
    ['last quarter', '2026-01-01', '2026-03-31'],
    ['in March', '2026-03-01', '2026-03-31'],
    ['in November', '2025-11-01', '2025-11-30'],
    ['March 2025', '2025-03-01', '2025-03-31'],
    ['in 2025', '2025-01-01', '2025-12-31'],
    ['since May 3', '2026-05-03', '2026-05-19'],
    ['between March 1 and April 15', '2026-03-01', '2026-04-15'],
    ['from 2026-01-05 to 2026-02-01', '2026-01-05', '2026-02-01'],
    ['before April', null, '2026-03-31'],
  ])('%s is %s to %s', (text, from, to) => {
    expect(period(text)).toEqual([from, to]);
  });

  test.each([
    '12x15x8',
    "12'6\" x 10'",
    'E-1042',
    'two coats on walls',
    'may I see it',
    '12-6 by 10',
    'the wall is 1/2 done',
  ])('%s is no day', (text) => {
    expect(said(text).periods).toEqual([]);
  });

  test('amounts, percentages, record numbers, addresses', () => {
    const { amounts, percents, numbers, emails, phones } = said(
      'Charge $1,200.50 and 1.5k dollars, 10 % off E-1042, a@b.co, +1 (555) 201-3344',
    );
    expect(amounts.map(({ value }) => value)).toEqual(['1200.50', '1500']);
    expect(percents.map(({ value }) => value)).toEqual(['10']);
    expect(numbers.map(({ number }) => number)).toEqual(['1042']);
    expect(emails.map(({ text }) => text)).toEqual(['a@b.co']);
    expect(phones.map(({ text }) => text)).toEqual(['+1 (555) 201-3344']);
  });

  test('inches and feet open no quotation', () => {
    expect(said(`12'6" x 10'4" and 8' high`).quoted).toEqual([]);
  });

  test('quoted text is never lost and never a request', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abc delete E-1042 ,.:'), minLength: 1, maxLength: 40 }),
        (inside) => {
          fc.pre(inside.trim() !== '');
          const { quoted, plain } = said(`note "${inside}" please`);
          expect(quoted.map(({ text }) => text)).toEqual([inside.trim()]);
          expect(plain).toBe(' note please ');
        },
      ),
    );
  });

  test('numbers keep their digits and their places', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: 0, max: 99_999 }).map(String),
            fc.constantFrom('$', '%', 'x', 'E-', 'days', ' ', ', '),
          ),
          { maxLength: 12 },
        ),
        (pieces) => {
          const text = pieces.join(' ');
          const heard = said(text);
          for (const place of [
            ...heard.amounts,
            ...heard.percents,
            ...heard.sizes,
            ...heard.numbers,
            ...heard.phones,
            ...heard.words,
          ]) {
            expect(text.slice(place.start, place.end)).toBe(place.text);
          }
          for (const { value, text: typed } of heard.percents) expect(typed).toContain(value);
          for (const { number, text: typed } of heard.numbers) expect(typed).toContain(number);
        },
      ),
    );
  });

  test('any text is heard, the same each time, and no recogniser throws', () => {
    const intents = [...paintboxIntents, ...platformIntents];
    const cue = fc.constantFrom(
      'estimate',
      'client',
      'add',
      'note',
      ':',
      '"',
      'E-1042',
      '12x15',
      'rename',
      'to',
      'quote',
      '$5',
      'workbook',
      'A1',
      'this',
      'all',
      '/t/x/',
      'won',
      'coats',
      "'s",
      'for',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(cue, { maxLength: 15 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (words) => {
        const heard = said(words);
        const recognised = intents.map((intent) => intent.recognise(heard));
        expect(JSON.stringify(intents.map((intent) => intent.recognise(said(words))))).toBe(JSON.stringify(recognised));
        for (const each of recognised) if (each) expect(each.confidence > 0 && each.confidence <= 1).toBe(true);
      }),
    );
  });

  test('is quick on what is made to be slow', () => {
    const start = performance.now();
    for (const text of [
      '"'.repeat(4000),
      '1 x '.repeat(1000),
      '$1,'.repeat(1300),
      '('.repeat(4000),
      'last '.repeat(800),
      '5'.repeat(4000),
      'a@'.repeat(2000),
    ])
      said(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('spelling', () => {
  const spell = spelling(['estimate', 'client', 'archived', 'quote', 'bedroom']);

  test.each([
    ['estimte', 'estimate'],
    ['esitmate', 'estimate'],
    ['clinet', 'client'],
    ['bedrom', 'bedroom'],
    ['archive', 'archive'],
    ['quite', 'quite'],
    ['moss', 'moss'],
  ])('%s is read as %s', (typed, word) => {
    expect(spell(typed)).toBe(word);
  });

  test('a distance is the same both ways, and none of itself', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, a)).toBe(0);
      }),
    );
  });
});
