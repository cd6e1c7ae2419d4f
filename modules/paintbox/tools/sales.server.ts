import { readTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { addDays, daysBetween, on } from '#app/values/time.ts';
import { links } from '../contract.ts';
import { listSales } from '../data/sales.server.ts';
import { todayOf } from '../operations/scope.server.ts';
import { inputs } from './inputs.ts';
import { counted, dayOf, moneyOf } from './saying.ts';

/** More than a chart shows. */
const mostParts = 120;
const days = { day: 1, week: 7, month: 28 };

/** What was sent and won in a span of time. */
export const salesFigures = readTool({
  name: 'paintbox_sales_figures',
  label: 'Sales figures',
  description:
    'Adds up the quotes that were sent, accepted and declined between two days, by day, week or month, with a chart of what was won. Left out: the last year by month.',
  permission: 'paintbox:read',
  input: inputs.paintbox_sales_figures,
  async run({ tx, tenant, now }, { from, to, by }) {
    const last = to === undefined ? todayOf({ tx, tenant, now }) : on(to);
    const first = from === undefined ? addDays(last, -364) : on(from);
    const length = daysBetween(first, last);
    if (length < 0) throw new Refusal('invalid', 'The first day comes after the last one.');
    if (length / days[by] > mostParts)
      throw new Refusal('invalid', `That is more than ${mostParts} parts: ask for longer ones.`);
    const { timeZone, currency } = tenant;
    const parts = await listSales(tx, { from: first, to: last, by, timeZone, currency });
    const sum = (value: (part: (typeof parts)[number]) => number) =>
      parts.reduce((total, part) => total + value(part), 0);
    const [sent, accepted, declined, minor] = [
      sum((part) => part.sent),
      sum((part) => part.accepted),
      sum((part) => part.declined),
      sum((part) => part.acceptedMinor),
    ];
    const answered = accepted + declined;
    const rate = answered === 0 ? '' : `, ${Math.round((accepted / answered) * 100)} % of those that were answered`;
    return {
      text: `From ${dayOf(tenant, first)} to ${dayOf(tenant, last)} ${counted(sent, 'quote')} ${sent === 1 ? 'was' : 'were'} sent and ${accepted} accepted${rate}, worth ${moneyOf(tenant, minor)}.`,
      data: { from: first, to: last, sent, accepted, declined, won: moneyOf(tenant, minor), parts },
      records: [{ label: 'Accepted estimates', href: `${links.estimates(tenant.slug)}?status=accepted` }],
      showings: [
        {
          kind: 'chart',
          shape: 'bars',
          caption: `Won by ${by}`,
          unit: { kind: 'money', currency },
          points: parts.map(({ start, acceptedMinor }) => ({
            label: by === 'month' ? start.slice(0, 7) : start,
            value: acceptedMinor,
          })),
        },
      ],
    };
  },
});
