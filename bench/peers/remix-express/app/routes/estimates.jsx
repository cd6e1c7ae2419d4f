import { createHash } from 'node:crypto';
import { Link, useLoaderData } from '@remix-run/react';
import { listEstimates } from '../data.server.js';

export async function loader({ request }) {
  const token = /candlefish_session=(\w+)/.exec(request.headers.get('Cookie') ?? '')?.[1] ?? '';
  return listEstimates(createHash('sha256').update(token).digest('hex'), process.env.BENCH_SLUG);
}

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'America/New_York' });
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

export default function Estimates() {
  const { member, rows, total } = useLoaderData();
  return (
    <main>
      <p>{member}</p>
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
          {rows.map((row) => (
            <tr key={row.id}>
              <td>E-{row.number}</td>
              <td>
                <Link to={`/estimates/${row.id}`}>{row.title}</Link>
              </td>
              <td>{row.client}</td>
              <td>{row.status}</td>
              <td>
                <time>{day.format(new Date(row.updated_at))}</time>
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
