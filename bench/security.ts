import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { verifyAuditChain } from '#app/audit/chain.server.ts';
import { WindowLimiter } from '#app/limits/window.server.ts';
import { createDatabase, type Database } from '#db/client.server.ts';
import { withTenant } from '#db/tenant.server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, median, note } from './figure.ts';
import { signInFigures } from './sign-in.ts';

const auditRows = 100_000;

/** A chain as the trigger makes it, row by row and without its commits. */
const chained = `
  with recursive entry as (
    select a, 0 as n from (select null::audit_entry as a) nothing
    union all
    select jsonb_populate_record(filled, jsonb_build_object('hash',
      encode(sha256(convert_to(public.audit_entry_text(filled), 'UTF8')), 'hex'))), n + 1
    from entry, lateral (select jsonb_populate_record(null::audit_entry, jsonb_build_object(
      'tenant_id', $1::uuid, 'id', gen_random_uuid(), 'action', 'member.role_changed', 'subject_type', 'membership',
      'subject_id', gen_random_uuid(), 'actor_id', gen_random_uuid(), 'before', jsonb_build_object('role', 'member'),
      'after', jsonb_build_object('role', 'admin', 'n', n), 'at', now(), 'seq', n + 1,
      'previous_hash', coalesce((a).hash, ''), 'salt', made_up.salt, 'values_hash', public.audit_values_hash(made_up.salt,
      jsonb_build_object('role', 'member'), jsonb_build_object('role', 'admin', 'n', n)))) as filled
      from (select gen_random_uuid()::text as salt) made_up) made
    where n < $2::int
  ), stored as (
    insert into audit_entry select (a).* from entry where n > 0 returning tenant_id, seq, hash
  )
  insert into chain_head (tenant_id, id, name, seq, hash)
  select tenant_id, gen_random_uuid(), 'audit', seq, hash from stored where seq = $2::int`;

/** What it costs that the audit is a chain, that people sign in, and that requests are counted. */
export async function run(): Promise<Figure[]> {
  const { url, drop } = await benchDatabase();
  const database = await createDatabase({ url, poolSize: 20 });
  try {
    await database.migrate();
    return [...(await audit(database)), ...(await signInFigures()), ...(await limits())];
  } finally {
    await database.close();
    await drop();
  }
}

async function audit(database: Database): Promise<Figure[]> {
  const tenantId = randomUUID();
  await database.execute(`insert into tenant (id, slug, name) values ($1, 'bench', 'Bench')`, [tenantId]);
  const connection = await database.pool.acquire();
  const { client } = connection;
  await client.query('begin; set local statement_timeout = 0; alter table audit_entry disable trigger user');
  await client.query(chained, [tenantId, auditRows]);
  await client.query('alter table audit_entry enable trigger user; commit; analyze audit_entry');
  database.pool.release(connection);
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    const report = await withTenant({ tenantId }, verifyAuditChain, { database });
    if (!report.isWhole || report.rows !== auditRows) throw new Error('The chain is not whole.');
    times.push(performance.now() - startedAt);
  }
  return [figure(`verifying ${auditRows} audit rows`, median(times) / 1000, { atMost: 3 }, ' s')];
}

const times = 200;

async function limits(): Promise<Figure[]> {
  const rule = { name: randomUUID(), limit: 50, windowMs: 3_600_000 };
  const own = new WindowLimiter();
  const allowed = Array.from({ length: times }, () => own.take(rule, 'k')).filter(({ isAllowed }) => isAllowed).length;
  const startedAt = performance.now();
  for (let at = 0; at < 1_000_000; at += 1) own.take(rule, `k${at % 1_000}`);
  const figures = [
    figure(`let through of ${times} at once, limit 50, in process`, allowed, { exactly: 50 }),
    note('a count in process', (performance.now() - startedAt) / 1_000, ' us'),
  ];
  if (!process.env.UPSTASH_REDIS_REST_URL) return figures;
  const [one, two] = [await takenBy(1), await takenBy(2)];
  return [
    ...figures,
    figure('the same through Redis, one process', one, { exactly: 50 }),
    figure('the same through Redis, two processes', two, { exactly: 50 }),
  ];
}

const execute = promisify(execFile);

/** How many of 200 at once were let through to so many processes that share Redis. */
async function takenBy(processes: number): Promise<number> {
  const args = ['tests/support/take.ts', randomUUID(), '50', `${times / processes}`];
  const takers = Array.from({ length: processes }, () => execute(process.execPath, args));
  const answers = (await Promise.all(takers)).map(({ stdout }): Taken => JSON.parse(stdout));
  if (answers.some(({ state }) => state !== 'redis')) throw new Error('Redis did not answer.');
  return answers.reduce((sum, { allowed }) => sum + allowed, 0);
}

/** What tests/support/take.ts prints. */
interface Taken {
  allowed: number;
  state: string;
}
