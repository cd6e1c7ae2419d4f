import type { Asker } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { findClient, listClientChoices } from '../data/clients.server.ts';
import { findDeal, listDealRows } from '../data/deals.server.ts';
import { listEstimateRows } from '../data/estimate-list.server.ts';
import { findEstimate, findEstimateByNumber } from '../data/estimates.server.ts';
import { findWorkbook, listWorkbookRows } from '../data/workbooks.server.ts';
import { dealListSchema } from '../domain/inputs/deal.ts';
import { estimateListSchema } from '../domain/inputs/estimate.ts';
import { estimateNumber } from '../domain/labels.ts';
import { todayOf } from '../operations/scope.server.ts';

/** What a tool finds records with. */
export type Scope = Pick<OperationContext, 'tx' | 'tenant' | 'now'> & { asker: Asker };

interface Named {
  id: string;
  name: string;
}

/** The id of the client that somebody named. @throws Refusal when none fits, or several do */
export function clientNamed(scope: Scope, said: string): Promise<string> {
  return theOne(scope, said, {
    what: 'client',
    byId: async (id) => findClient(scope.tx, id),
    byWords: () => listClientChoices(scope.tx, said),
  });
}

/** The same for an estimate, which has a number besides: `E-1042`, `1042`. */
export async function estimateNamed(scope: Scope, said: string): Promise<string> {
  const number = /^(?:e\s?-?\s?|#)?(\d{1,9})$/i.exec(said.trim())?.[1];
  const numbered = number === undefined ? undefined : await findEstimateByNumber(scope.tx, Number(number));
  if (numbered && scope.asker.can('paintbox:read')) return numbered.id;
  return theOne(scope, said, {
    what: 'estimate',
    byId: async (id) => {
      const found = await findEstimate(scope.tx, id);
      return found?.deletedAt === null ? found : undefined;
    },
    byWords: async () => {
      const rows = await listEstimateRows(scope.tx, estimateListSchema.parse({ q: said }), todayOf(scope));
      return rows.map(({ id, number: of, title }) => ({ id, name: title, label: `${estimateNumber(of)} ${title}` }));
    },
  });
}

export function dealNamed(scope: Scope, said: string): Promise<string> {
  return theOne(scope, said, {
    what: 'deal',
    byId: async (id) => findDeal(scope.tx, id),
    byWords: async () => {
      const { rows } = await listDealRows(scope.tx, dealListSchema.parse({ q: said }));
      return rows.map(({ id, title, clientName }) => ({ id, name: title, label: `${title} for ${clientName}` }));
    },
  });
}

export function workbookNamed(scope: Scope, said: string): Promise<string> {
  return theOne(scope, said, {
    what: 'workbook',
    byId: async (id) => findWorkbook(scope.tx, id),
    byWords: () => listWorkbookRows(scope.tx, { q: said, archived: false }),
  });
}

interface Finder {
  what: string;
  byId(id: string): Promise<{ id: string } | undefined>;
  byWords(): Promise<readonly (Named & { label?: string })[]>;
}

/** By id, by the path of its page, or by words: one that is called exactly so, else the only one that fits. */
async function theOne({ asker }: Scope, said: string, { what, byId, byWords }: Finder): Promise<string> {
  if (!asker.can('paintbox:read')) throw new Refusal('forbidden', 'You may not look at records of Paintbox.');
  const id = idSchema.safeParse(/([^/?#]+)(?:[?#].*)?$/.exec(said)?.[1]);
  if (id.success) {
    const found = await byId(id.data);
    if (found) return found.id;
    throw new Refusal('not-found', `There is no such ${what}, or you do not have access to it.`);
  }
  const fitting = await byWords();
  const exact = fitting.filter(({ name }) => name.toLowerCase() === said.toLowerCase());
  const [first, second] = exact.length > 0 ? exact : fitting;
  if (!first) throw new Refusal('not-found', `There is no ${what} “${said}”.`);
  if (!second) return first.id;
  const choices = (exact.length > 0 ? exact : fitting).slice(0, 5).map(({ name, label = name }) => label);
  throw new Refusal('conflict', `Several ${what}s fit “${said}”: ${choices.join('; ')}. Say which one is meant.`);
}
