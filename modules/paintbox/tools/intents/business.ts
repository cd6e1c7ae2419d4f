import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Said } from '#app/ai/built-in/said.ts';
import { nameIn } from './references.ts';

export const findRates: Intent = {
  tool: 'paintbox_find_rates',
  example: 'What do we charge for ceilings?',
  words: ['rate', 'coverage', 'wage'],
  recognise(said) {
    if (
      !said.has('rate', 'charge', 'rate book', 'coverage', 'wage', 'markup', 'product') ||
      said.has('audit', 'log', 'changed', 'minimum charge', 'usage', 'estimate', 'quote') ||
      /^\s*who\b/i.test(said.text)
    )
      return null;
    if (said.has('change', 'set', 'update', 'raise', 'lower', 'add')) return null;
    const query =
      said.quoted[0]?.text ??
      nameIn(
        said,
        { nouns: 'rate charge book production price per hour paint painting' },
        'going current usual standard normal default',
        [],
      );
    return { confidence: 0.7, input: query ? { query } : {} };
  },
};

/** `How much did we bill last month`: the past of the whole business, and of no one job. */
const isBilled = (said: Said) =>
  /\b(?:how much|what) (?:did|have|do) we (?:bill|invoice|make|take in|bring in|book|earn|do)(?:ed|d)?\b/i.test(
    said.text,
  ) && said.periods.length > 0;

export const salesFigures: Intent = {
  tool: 'paintbox_sales_figures',
  example: 'How much did we sell last month?',
  words: ['sale', 'revenue', 'monthly', 'weekly'],
  recognise(said) {
    const isSales =
      said.has('sale', 'sell', 'sold', 'revenue', 'turnover', 'income', 'win rate', 'business doing') || isBilled(said);
    // `What did we win this year?` asks for sums, `the deals we won` for the deals.
    const isWon = /\bwh?at (?:did|have) we (?:win|won)\b|\bhow much (?:did|have) we (?:win|won)\b/i.test(said.text);
    if (!isSales && !isWon) return null;
    const [period] = said.periods;
    const by = said.has('daily', 'by day', 'per day', 'each day')
      ? 'day'
      : said.has('weekly', 'by week', 'per week', 'each week')
        ? 'week'
        : said.has('monthly', 'by month', 'per month')
          ? 'month'
          : null;
    // A day that is still to come has no sales.
    const to = period?.to && period.to > said.today ? said.today : period?.to;
    return {
      confidence: 0.82,
      input: { ...(period?.from && { from: period.from }), ...(to && { to }), ...(by && { by }) },
    };
  },
};
