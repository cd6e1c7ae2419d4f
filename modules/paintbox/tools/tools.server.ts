import type { Tool } from '#app/ai/tool.ts';
import { clientTools } from './clients.server.ts';
import { dealTools } from './deals.server.ts';
import { draftEstimate } from './draft.server.ts';
import { estimateWriteTools } from './estimate-writing.server.ts';
import { estimateTools } from './estimates.server.ts';
import { explainTotal } from './explain.server.ts';
import { quoteTools } from './quotes.server.ts';
import { findRates } from './rates.server.ts';
import { salesFigures } from './sales.server.ts';
import { workbookTools } from './workbooks.server.ts';

/** What the assistant, and programs by MCP, can do in Paintbox. */
export const paintboxTools: readonly Tool[] = [
  ...clientTools,
  ...dealTools,
  ...estimateTools,
  explainTotal,
  ...estimateWriteTools,
  draftEstimate,
  ...quoteTools,
  findRates,
  salesFigures,
  ...workbookTools,
];
