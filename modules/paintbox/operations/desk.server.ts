import { Refusal } from '#app/errors/refusal.ts';
import type { FindOut } from '#app/tenancy/between.server.ts';
import { atDesk } from './workbook-desk.server.ts';
import type { TaskKind, Tasks } from './workbook-tasks.ts';

/**
 * Has something found out about a workbook. `key` names all that the answer depends on: the same key gets the same answer.
 * Operations take the desk from whoever calls them, because a transaction must not wait for a file to be calculated.
 */
export type Desk = <Kind extends TaskKind>(
  kind: Kind,
  key: string,
  ask: Tasks[Kind]['ask'],
) => Promise<Tasks[Kind]['give']>;

/** Waits where it stands: for what has no transaction, and for filling a database that nobody uses yet. */
export const waitingDesk: Desk = (kind, _, ask) => atDesk(kind, ask);

/** Asks between two transactions. */
export function deskBetween(findOut: FindOut): Desk {
  return (kind, key, ask) => findOut(`${kind} ${key}`, () => atDesk(kind, ask));
}

/** Each answer was overtaken by somebody else's save. */
export function overtaken(): Refusal {
  return new Refusal('busy', 'Others are changing this workbook right now. Please try again.');
}
