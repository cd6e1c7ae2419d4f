import { readQuotas } from '../../admin/quota.server.ts';
import { sizeText } from '../../admin/size.ts';
import { readUse } from '../../admin/usage.server.ts';
import { readTool } from '../tool.ts';
import { inputs } from './inputs.ts';

/** Seats, storage, and how much was asked for day by day. */
export const showUsage = readTool({
  name: 'platform_show_usage',
  label: 'Show usage',
  description:
    'Says how many seats and how much storage the business uses and how many requests people and programs made, day by day. For admins.',
  permission: 'tenant:admin',
  input: inputs.platform_show_usage,
  async run({ tx, tenant }, { days }) {
    const [{ seats, storage }, use] = await Promise.all([readQuotas(tx), readUse(tx, tenant, days)]);
    const pages = use.reduce((sum, day) => sum + day.pages, 0);
    const calls = use.reduce((sum, day) => sum + day.calls, 0);
    const taken = seats.members + seats.invited;
    return {
      text: `${taken} of ${seats.limit} seats are taken, and ${sizeText(storage.bytes)} of ${sizeText(storage.limitBytes)} are stored. In the last ${days} days people asked for ${pages} pages and programs made ${calls} calls.`,
      data: { seats, storage, days: use },
      records: [{ label: 'Usage', href: `/t/${tenant.slug}/admin/usage` }],
      showings: [
        {
          kind: 'chart',
          shape: 'bars',
          caption: 'Requests by day',
          unit: { kind: 'count' },
          points: use
            .toReversed()
            .map(({ day, pages: asked, calls: called }) => ({ label: day, value: asked + called })),
        },
      ],
    };
  },
});
