import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Found, Said } from '#app/ai/built-in/said.ts';
import { request, workbookNamed, workbookOf } from './references.ts';

const isOfWorkbook = (said: Said) =>
  said.has('workbook', 'spreadsheet', 'excel', 'xlsx', 'sheet', 'calc', 'calculator', 'estimator') ||
  /\/paintbox\/workbooks\/[0-9a-f-]{36}/.test(said.around.page?.path ?? '');
/** What a cell is calculated from, and what is calculated from it. */
const isOfFormula = (said: Said) =>
  said.has('feed', 'depend', 'precedent', 'dependent', 'formula', 'calculated', 'flow');
const cell = /\b([A-Z]{1,3}[1-9]\d{0,5})(?:\s*(?::|-|–|to|through)\s*([A-Z]{1,3}[1-9]\d{0,5}))?\b/;
const verbs =
  'add its out me come comes up feed feeds depend depends precedent dependent formula calculated calculate flow flows into bid cell range read say total value content in of through to import sum number figure grand label';

export const listWorkbooks: Intent = {
  tool: 'paintbox_list_workbooks',
  example: 'List my workbooks',
  words: ['workbook', 'spreadsheet'],
  recognise(said) {
    if (!/\b(workbooks|spreadsheets|excel files)\b/i.test(said.text)) return null;
    return { confidence: 0.8, input: said.quoted[0] ? { query: said.quoted[0].text } : {} };
  },
};

export const readWorkbook: Intent = {
  tool: 'paintbox_read_workbook',
  example: 'What is in B2:D18 of this workbook?',
  words: ['cell', 'range'],
  recognise(said) {
    const match = cell.exec(said.text.replace(/\bE-\d+/g, (text) => '_'.repeat(text.length)));
    // Two corners of a range are said of a workbook, whatever it is called.
    if (!match || !(match[2] || isOfWorkbook(said) || isOfFormula(said) || said.has('cell', 'range'))) return null;
    const range = match[2] ? `${match[1]}:${match[2]}` : match[1];
    const prefix = /([\p{L}\d_]{1,31})!$/u.exec(said.text.slice(0, match.index));
    const sheet = prefix?.[1] ?? /\bsheet\s+["“]?([\w ]{1,31}?)["”]?(?=\s+(?:of|in)\b|[,.?]|$)/i.exec(said.text)?.[1];
    const place = {
      start: match.index - (prefix?.[0].length ?? 0),
      end: match.index + match[0].length,
      text: match[0],
    };
    return request(0.86, workbookOf(said, { verbs, taken: [place] }), { range, ...(sheet && { sheet }) });
  },
};

/** `What does the bid total come to in ...`: a row by its own name, which "total" alone is not. */
function labelIn(said: Said): Found | null {
  const match =
    /\bwhat(?:['’]s|\s+is|\s+does|\s+do)?\s+(?:the\s+)?([\p{L}][\p{L} &/-]{2,40}?)\s+(?:come|comes|add|adds)\s+(?:up\s+)?to\b/diu.exec(
      said.text,
    );
  const [start, end] = match?.indices?.[1] ?? [];
  if (!match?.[1] || start === undefined || end === undefined || cell.test(match[1])) return null;
  return /^(?:total|totals|sum|it|this|that|they|these|those|everything|workbook|sheet)$/i.test(match[1]) ||
    isOfWorkbookName(match[1])
    ? null
    : { start, end, text: match[1] };
}

/** `The gallons in the Kitchen estimator, what do they come to`: the row before what it is looked for in. */
function rowIn(said: Said): Found | null {
  const match =
    /\bthe\s+([\p{L}][\p{L} &/-]{2,40}?)\s+(?:in|on|from)\s+(?=.*\bwhat\b.*\b(?:come|add|amount)s?\b)/diu.exec(
      said.text,
    );
  return place(match?.indices?.[1], match?.[1]);
}

/**
 * A row of a workbook that is known by its name alone: `what does Interior Repaint say for the bid total`, `what is the labor
 * subtotal in Interior Repaint`. One word, such as the tax, is said of an estimate.
 */
function rowByName(said: Said): { row: Found; called: string } | null {
  const says =
    /\bwhat\s+(?:does|did)\s+(?:the\s+)?(\p{Lu}[\p{L}\d'-]*(?:\s+[\p{L}\d'-]+){0,5}?)\s+(?:say|show|have|give|list)\s+(?:for|under|as|at)\s+(?:the\s+)?([\p{L}][\p{L} &/-]{1,40}?)[?.!\s]*$/du.exec(
      said.text,
    );
  if (says?.[1]) {
    const row = place(says.indices?.[2], says[2]);
    return row && { row, called: says[1] };
  }
  const holds =
    /\bwhat(?:['’]s|\s+is|\s+are)\s+(?:the\s+)?(\p{L}+(?:\s+[\p{L}&/-]+){1,4}?)\s+in\s+(?:the\s+)?(\p{Lu}[\p{L}\d'-]*(?:\s+\p{Lu}[\p{L}\d'-]*){1,5})[?.!\s]*$/du.exec(
      said.text,
    );
  const row = holds && place(holds.indices?.[1], holds[1]);
  return row && holds?.[2] ? { row, called: holds[2] } : null;
}

function place(at: [number, number] | undefined, text: string | undefined): Found | null {
  return at && text ? { start: at[0], end: at[1], text } : null;
}

const isOfWorkbookName = (text: string) => /\b(?:workbook|spreadsheet|estimator|calc)\b/i.test(text);

export const searchWorkbook: Intent = {
  tool: 'paintbox_search_workbook',
  example: 'Find “Grand total” in this workbook',
  recognise(said) {
    const named = rowByName(said);
    if (named && !isOfWorkbook(said) && !said.has('document', 'manual', 'policy', 'handbook', 'guideline'))
      return request(0.84, workbookNamed(named.called), { query: named.row.text });
    const label = labelIn(said) ?? rowIn(said);
    if (label && isOfWorkbook(said))
      return request(0.87, workbookOf(said, { verbs, taken: [label] }), { query: label.text });
    const [quoted] = said.quoted;
    if (!quoted || !isOfWorkbook(said) || !said.has('find', 'search', 'where', 'look', "where's", 'which cell', 'what'))
      return null;
    return request(0.86, workbookOf(said, { verbs }), { query: quoted.text });
  },
};

export const workbookTotals: Intent = {
  tool: 'paintbox_workbook_totals',
  example: 'What are the totals of this workbook?',
  words: ['total'],
  recognise(said) {
    if (
      !isOfWorkbook(said) ||
      !said.has('total', 'sum', 'add up', 'come to') ||
      said.quoted.length > 0 ||
      cell.test(said.text)
    )
      return null;
    return request(0.83, workbookOf(said, { verbs }));
  },
};
