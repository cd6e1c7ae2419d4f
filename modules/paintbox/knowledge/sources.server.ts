import type { KnowledgeSource, RecordText } from '#app/ai/knowledge/source.ts';
import { estimateNumber, links } from '../contract.ts';
import * as data from '../data/knowledge.server.ts';
import type { Estimate } from '../domain/estimate.ts';
import { clientText, editsText, estimateText } from '../domain/record-text.ts';
import type { WorkbookEdit } from '../domain/workbook-edits.ts';

type Scope = Parameters<KnowledgeSource['find']>[0];
type Read = (scope: Scope, wanted: data.Wanted) => Promise<RecordText[]>;

/** A source that reads one record as it reads many. */
function source(about: Omit<KnowledgeSource, 'list' | 'find' | 'permission'>, read: Read): KnowledgeSource {
  return {
    ...about,
    permission: 'paintbox:read',
    list: (scope, after, limit) => read(scope, { after, limit }),
    find: async (scope, id) => (await read(scope, { id }))[0] ?? null,
  };
}

const clients = source(
  { recordType: 'paintbox.client', label: 'Clients', events: { 'paintbox.client-created': 'clientId' } },
  async ({ tx, tenantSlug }, wanted) =>
    (await data.clientTexts(tx, wanted)).map((client) => ({
      id: client.id,
      title: client.name,
      href: links.client(tenantSlug, client.id),
      text: clientText(client),
    })),
);

const estimates = source(
  {
    recordType: 'paintbox.estimate',
    label: 'Estimates',
    events: {
      'paintbox.estimate-created': 'estimateId',
      'paintbox.estimate-sent': 'estimateId',
      'paintbox.quote-question-asked': 'estimateId',
    },
  },
  async ({ tx, tenantSlug }, wanted) =>
    (await data.estimateTexts(tx, wanted)).map(({ id, number, title, document, ...about }) => ({
      id,
      title: `${estimateNumber(number)} ${title}`,
      href: links.estimate(tenantSlug, id),
      // Written by the operations of estimates, by its schema.
      text: estimateText(document as Estimate, about),
    })),
);

/** The cells as the file has them, and what was typed into it since. */
const workbooks = source(
  // Each save of an edit has it read after the minute, as all changes do: an event for each would read it as often.
  { recordType: 'paintbox.workbook', label: 'Workbooks', events: { 'paintbox.workbook-imported': 'workbookId' } },
  async ({ tx, tenantSlug }, wanted) =>
    (await data.workbookTexts(tx, wanted)).map(({ id, name, fileId, state }) => ({
      id,
      title: name,
      href: links.workbook(tenantSlug, id),
      // Written by the operations of workbooks, by their schema.
      text: editsText((state as { edits: WorkbookEdit[] }).edits),
      fileId,
    })),
);

export const paintboxKnowledge: readonly KnowledgeSource[] = [clients, estimates, workbooks];
