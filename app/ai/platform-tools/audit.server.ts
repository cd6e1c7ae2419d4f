import { actionText, changesOf } from '../../admin/audit-diff.ts';
import { auditSearch, listAudit } from '../../admin/audit-list.server.ts';
import { readTool } from '../tool.ts';
import { inputs } from './inputs.ts';

/** More than a person reads in a conversation: the page of the audit has them all. */
const most = 20;

/** Who did what and when. */
export const searchAudit = readTool({
  name: 'platform_search_audit',
  label: 'Search the audit',
  description:
    'Finds what members, programs and the assistant did: who, when, through which door, and what changed. The newest first. For admins.',
  permission: 'tenant:admin',
  input: inputs.platform_search_audit,
  async run({ tx, tenant }, { query = '', action = '', from, to }) {
    const search = auditSearch.parse({ q: query, action, from, to });
    const { rows, total } = await listAudit({ tx, tenant }, search);
    const at = new Intl.DateTimeFormat(tenant.locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: tenant.timeZone,
    });
    const shown = rows.slice(0, most).map((row) => ({
      at: at.format(row.at),
      who: row.actorName ?? 'nobody known',
      what: actionText(row.action),
      door: row.door ?? '',
      changes: changesOf(row.before, row.after)
        .slice(0, 4)
        .map(({ field, before, after }) => `${field}: ${before ?? '—'} → ${after ?? '—'}`)
        .join('; '),
    }));
    const address = new URLSearchParams({
      ...(query && { q: query }),
      ...(action && { action }),
      ...(from && { from }),
      ...(to && { to }),
    });
    const [last] = shown;
    return {
      text: last
        ? `${total === 1 ? 'One entry of the audit fits' : `${total} entries of the audit fit`}. The last one: ${last.what} by ${last.who}, ${last.at}.`
        : 'Nothing in the audit fits.',
      data: { total, entries: shown },
      records: [{ label: 'Audit', href: `/t/${tenant.slug}/admin/audit${address.size > 0 ? `?${address}` : ''}` }],
      showings: shown.length === 0 ? [] : [table(shown)],
    };
  },
});

function table(rows: readonly { at: string; who: string; what: string; door: string; changes: string }[]) {
  const columns = [{ label: 'When' }, { label: 'Who' }, { label: 'What' }, { label: 'Door' }, { label: 'Changes' }];
  const cells = rows.map(({ at, who, what, door, changes }) => [at, who, what, door, changes]);
  return { kind: 'table' as const, caption: 'Audit', columns, rows: cells };
}
