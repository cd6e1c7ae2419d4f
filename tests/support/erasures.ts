import { getTableName } from 'drizzle-orm';
import { eraseBatch } from '#app/data/person/erase.server.ts';
import type { FreshDatabase } from './database.ts';
import type { Business } from './paintbox.ts';
import { tenantTables } from './rows.ts';

/** Works until it is done; `dies` says after which batches the process is killed before its commit. */
export async function erase(
  own: Business,
  id: string,
  dies: (batch: number) => boolean = () => false,
): Promise<number> {
  for (let batch = 1; batch < 2_000; batch += 1) {
    const killed = new Error('killed');
    const isDone = await own
      .run(async (ctx) => {
        const over = await eraseBatch({ ...ctx, now: new Date() }, id);
        if (dies(batch)) throw killed;
        return over;
      })
      .catch((error) => {
        if (error !== killed) throw error;
        return false;
      });
    if (isDone) return batch;
  }
  throw new Error('It does not end.');
}

/** Every row of every table of the catalogue that has one of the values, as `table id value`. */
export async function rowsWith(
  database: Pick<FreshDatabase, 'execute'>,
  own: Business,
  values: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const table of tenantTables()) {
    const name = getTableName(table);
    const rows = await database.execute<{ id: string; said: string }>(
      `select t.id, t::text as said from "${name}" t where tenant_id = $1`,
      [own.tenant.id],
    );
    for (const { id, said } of rows)
      for (const value of values)
        if (said.toLowerCase().includes(value.toLowerCase())) found.push(`${name} ${id} ${value}`);
  }
  return found;
}
