import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Said } from '#app/ai/built-in/said.ts';
import { request, workbookOf } from './references.ts';

const isOfWorkbook = (said: Said) =>
  said.has('workbook', 'spreadsheet', 'excel', 'xlsx', 'sheet') ||
  /\/paintbox\/workbooks\/[0-9a-f-]{36}/.test(said.around.page?.path ?? '');
const cell = /\b([A-Z]{1,3}[1-9]\d{0,5})(?:\s*(?::|-|–|to|through)\s*([A-Z]{1,3}[1-9]\d{0,5}))?\b/;
const verbs = 'cell range read say total value content in of through to import sum number figure grand label';

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
    if (!match || !(isOfWorkbook(said) || said.has('cell', 'range'))) return null;
    const range = match[2] ? `${match[1]}:${match[2]}` : match[1];
    const sheet = /\bsheet\s+["“]?([\w ]{1,31}?)["”]?(?=\s+(?:of|in)\b|[,.?]|$)/i.exec(said.text)?.[1];
    const place = { start: match.index, end: match.index + match[0].length, text: match[0] };
    return request(0.86, workbookOf(said, { verbs, taken: [place] }), { range, ...(sheet && { sheet }) });
  },
};

export const searchWorkbook: Intent = {
  tool: 'paintbox_search_workbook',
  example: 'Find “Grand total” in this workbook',
  recognise(said) {
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
