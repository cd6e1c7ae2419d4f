import Link from 'next/link';
import pg from 'pg';

export const dynamic = 'force-dynamic';

globalThis.pool ??= new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const list = `
  select e.id, e.number, e.title, e.status, e.total_minor, e.currency, e.updated_at, c.name as client
  from estimate e
  join deal d on d.tenant_id = e.tenant_id and d.id = e.deal_id
  join client c on c.tenant_id = d.tenant_id and c.id = d.client_id
  where e.tenant_id = $1 and e.deleted_at is null
  order by e.updated_at desc, e.id desc limit 50`;
const totals = `
  select status, count(*)::int as count, sum(total_minor)::bigint as total
  from estimate where tenant_id = $1 and deleted_at is null group by status`;

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'America/New_York' });
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

export default async function Estimates() {
  const tenant = process.env.BENCH_TENANT;
  const [rows, sums] = await Promise.all([
    globalThis.pool.query({ name: 'list', text: list, values: [tenant] }),
    globalThis.pool.query({ name: 'totals', text: totals, values: [tenant] }),
  ]);
  const total = sums.rows.reduce((sum, row) => sum + Number(row.total), 0);
  return (
    <main>
      <h1>Estimates</h1>
      <table>
        <thead>
          <tr>
            <th>Number</th>
            <th>Title</th>
            <th>Client</th>
            <th>Status</th>
            <th>Updated</th>
            <th>Total</th>
          </tr>
        </thead>
        <tbody>
          {rows.rows.map((row) => (
            <tr key={row.id}>
              <td>E-{row.number}</td>
              <td>
                <Link href={`/estimates/${row.id}`} prefetch={false}>
                  {row.title}
                </Link>
              </td>
              <td>{row.client}</td>
              <td>{row.status}</td>
              <td>
                <time dateTime={row.updated_at.toISOString()}>{day.format(row.updated_at)}</time>
              </td>
              <td>{money.format(Number(row.total_minor) / 100)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={5}>Total</td>
            <td>{money.format(total / 100)}</td>
          </tr>
        </tfoot>
      </table>
    </main>
  );
}
