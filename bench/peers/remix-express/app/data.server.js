import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

const db = drizzle(postgres(process.env.DATABASE_URL, { max: 10 }));

/** The pattern of the tutorials: look up the session, then open a transaction and set the tenant in it. */
export async function listEstimates(sessionHash, slug) {
  const [member] = await db.execute(sql`
    select m.tenant_id, u.name from session s
    join "user" u on u.id = s.user_id
    join membership m on m.user_id = u.id
    join tenant t on t.id = m.tenant_id and t.slug = ${slug}
    where s.id = ${sessionHash} and s.expires_at > now()`);
  if (!member) throw new Response('Not signed in', { status: 401 });
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('role', 'candlefish_app', true)`);
    await tx.execute(sql`select set_config('app.tenant_id', ${member.tenant_id}, true)`);
    const rows = await tx.execute(sql`
      select e.id, e.number, e.title, e.status, e.total_minor, e.currency, e.updated_at, c.name as client
      from estimate e
      join deal d on d.tenant_id = e.tenant_id and d.id = e.deal_id
      join client c on c.tenant_id = d.tenant_id and c.id = d.client_id
      where e.deleted_at is null
      order by e.updated_at desc, e.id desc limit 50`);
    const totals = await tx.execute(sql`
      select status, count(*)::int as count, sum(total_minor)::bigint as total
      from estimate where deleted_at is null group by status`);
    return { member: member.name, rows: [...rows], total: totals.reduce((sum, row) => sum + Number(row.total), 0) };
  });
}
