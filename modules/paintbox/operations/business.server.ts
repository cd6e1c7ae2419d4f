import { listPeopleRows } from '../data/business.server.ts';
import type { ReadScope } from './scope.server.ts';

/** The people of the tenant, by name: whom a deal can belong to. */
export function listPeople({ tx }: ReadScope): Promise<{ id: string; name: string }[]> {
  return listPeopleRows(tx);
}
