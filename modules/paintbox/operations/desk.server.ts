import { Refusal } from '#app/errors/refusal.ts';
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

/** Thrown out of a transaction that needs to know something first: nothing of it happened. */
class DeskWait extends Error {
  readonly work: () => Promise<Map<string, unknown>>;

  constructor(work: () => Promise<Map<string, unknown>>) {
    super('A transaction has to wait for the desk.');
    this.work = work;
  }
}

/** Each try that fails was overtaken by somebody else's save. */
const mostTries = 6;

/**
 * Runs something that opens a transaction of its own, and whose operations ask the desk. What they ask is found out between
 * transactions: the first one ends where it asks, and the next finds the answer there.
 * @throws Refusal as `run` and the desk do; `busy` when others save so quickly that no answer is still true when it is used.
 */
export async function betweenTransactions<T>(run: (desk: Desk) => Promise<T>): Promise<T> {
  let known = new Map<string, unknown>();
  const desk: Desk = async (kind, key, ask) => {
    const id = `${kind} ${key}`;
    // The answer was given to a question of the same kind.
    if (known.has(id)) return known.get(id) as Tasks[typeof kind]['give'];
    throw new DeskWait(async () => new Map(known).set(id, await atDesk(kind, ask)));
  };
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      return await run(desk);
    } catch (error) {
      if (!(error instanceof DeskWait)) throw error;
      known = await error.work();
    }
  }
  throw new Refusal('busy', 'Others are changing this workbook right now. Please try again.');
}
