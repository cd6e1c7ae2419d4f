import { expect, it } from 'vitest';
import { byDay } from './day-groups.ts';

const row = (id: string, lastMessageAt: string, pinnedAt: string | null = null) => ({
  id,
  title: id,
  pinnedAt,
  lastMessageAt,
  isOwn: true,
  openTo: 'nobody' as const,
  model: null,
});

it('conversations stand under the day of the member, pinned ones before all', () => {
  const rows = [
    row('old', '2026-03-02T12:00:00Z'),
    row('kept', '2026-01-02T12:00:00Z', '2026-01-03T12:00:00Z'),
    row('late', '2026-03-10T05:30:00Z'),
    row('now', '2026-03-10T17:00:00Z'),
  ];
  const groups = byDay(rows, new Date('2026-03-10T18:00:00Z'), { locale: 'en-US', timeZone: 'America/Denver' });
  expect(groups.map(({ label, rows }) => [label, ...rows.map(({ id }) => id)])).toEqual([
    ['Pinned', 'kept'],
    ['Today', 'now'],
    ['Yesterday', 'late'],
    ['Mar 2, 2026', 'old'],
  ]);
});
