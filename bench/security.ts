import { randomUUID } from 'node:crypto';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { SharedLimiter } from '#app/limits/shared.server.ts';
import { WindowLimiter } from '#app/limits/window.server.ts';
import { createDatabase, type Database } from '#db/client.server.ts';
import { withTenant } from '#db/tenant.server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, median, note } from './figure.ts';

const auditRows = 100_000;
const perTransaction = 100;

/** What it costs that the audit is a chain and that requests are counted. */
export async function run(): Promise<Figure[]> {
  const { url, drop } = await benchDatabase();
  const database = await createDatabase({ url, poolSize: 20 });
  try {
    await database.migrate();
    return [...(await audit(database)), ...(await limits())];
  } finally {
    await database.close();
    await drop();
  }
}

async function audit(database: Database): Promise<Figure[]> {
  const tenantId = randomUUID();
  await database.execute(`insert into tenant (id, slug, name) values ($1, 'bench', 'Bench')`, [tenantId]);
  const connection = await database.pool.acquire();
  const filling = performance.now();
  // The head is updated once for each row: within one transaction all its versions stay, so a transaction writes few.
  for (let at = 0; at < auditRows; at += perTransaction) {
    await connection.client.query(
      `insert into audit_entry (tenant_id, id, action, subject_type, subject_id, actor_id, before, after)
       select $1, gen_random_uuid(), 'member.role_changed', 'membership', gen_random_uuid(), gen_random_uuid(),
         jsonb_build_object('role', 'member', 'n', n), jsonb_build_object('role', 'admin', 'n', n)
       from generate_series(1, $2::int) n`,
      [tenantId, perTransaction],
    );
  }
  database.pool.release(connection);
  const filled = performance.now() - filling;
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    const report = await withTenant({ tenantId }, verifyAuditChain, { database });
    if (!report.isWhole || report.rows !== auditRows) throw new Error('The chain is not whole.');
    times.push(performance.now() - startedAt);
  }
  return [
    figure(`verifying ${auditRows} audit rows`, median(times) / 1000, { atMost: 3 }, ' s'),
    note('linking one row at the commit', (filled * 1000) / auditRows, ' us'),
  ];
}

async function limits(): Promise<Figure[]> {
  const rule = { name: randomUUID(), limit: 50, windowMs: 3_600_000 };
  const own = new WindowLimiter();
  const allowed = Array.from({ length: 200 }, () => own.take(rule, 'k')).filter(({ isAllowed }) => isAllowed).length;
  const startedAt = performance.now();
  for (let at = 0; at < 1_000_000; at += 1) own.take(rule, `k${at % 1_000}`);
  const figures = [
    figure('let through of 200 at once, limit 50, in process', allowed, { atLeast: 50 }),
    note('a count in process', (performance.now() - startedAt) / 1_000, ' us'),
  ];
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token = '' } = process.env;
  if (!url) return figures;
  const [here, there] = [new SharedLimiter({ url, token }), new SharedLimiter({ url, token })];
  const verdicts = await Promise.all(Array.from({ length: 200 }, (_, at) => (at % 2 ? here : there).take(rule, 'k')));
  const shared = verdicts.filter(({ isAllowed }) => isAllowed).length;
  return [...figures, figure('the same through Redis', shared, { atLeast: 50 })];
}
