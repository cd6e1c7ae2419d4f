import type { Intent } from '#app/ai/built-in/intent.ts';
import { findRates, salesFigures } from './business.ts';
import { changeEstimate } from './changes.ts';
import { addClient, addNote, archiveClient, changeClient, findClients, openClient } from './clients.ts';
import { listDeals, moveDeal } from './deals.ts';
import { draftEstimate } from './draft.ts';
import {
  deleteEstimate,
  explainTotal,
  extendQuote,
  findEstimates,
  listQuestions,
  listQuotes,
  openEstimate,
  prepareQuote,
  renameEstimate,
  withdrawQuote,
} from './estimates.ts';
import { askKnowledge } from './knowledge.ts';
import { answerQuestion } from './questions.ts';
import { listWorkbooks, readWorkbook, searchWorkbook, workbookTotals } from './workbooks.ts';

/** What the built-in model understands of this product, the likeliest questions first. */
export const paintboxIntents: readonly Intent[] = [
  findClients,
  draftEstimate,
  explainTotal,
  findEstimates,
  openEstimate,
  openClient,
  changeEstimate,
  prepareQuote,
  addClient,
  changeClient,
  addNote,
  salesFigures,
  findRates,
  listDeals,
  moveDeal,
  listQuestions,
  answerQuestion,
  listQuotes,
  extendQuote,
  withdrawQuote,
  renameEstimate,
  deleteEstimate,
  archiveClient,
  listWorkbooks,
  readWorkbook,
  searchWorkbook,
  workbookTotals,
  askKnowledge,
];
