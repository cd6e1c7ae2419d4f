import { dateText } from '../ui/figures.ts';
import type { ConversationRow } from './doors.ts';

export interface DayGroup {
  label: string;
  rows: ConversationRow[];
}

/** Conversations under the day they were last spoken in, as the member's calendar has it; pinned ones first. */
export function byDay(
  rows: readonly ConversationRow[],
  now: Date,
  { locale, timeZone }: { locale: string; timeZone: string },
): DayGroup[] {
  const groups = new Map<string, ConversationRow[]>();
  const dayOf = (at: Date) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
  const today = dayOf(now);
  const yesterday = dayOf(new Date(now.getTime() - 86_400_000));
  for (const row of rows.toSorted(newestFirst)) {
    const day = dayOf(new Date(row.lastMessageAt));
    const label = row.pinnedAt
      ? 'Pinned'
      : day === today
        ? 'Today'
        : day === yesterday
          ? 'Yesterday'
          : dateText(day, 'date', locale, timeZone);
    groups.set(label, [...(groups.get(label) ?? []), row]);
  }
  return [...groups].map(([label, inside]) => ({ label, rows: inside }));
}

function newestFirst(one: ConversationRow, other: ConversationRow): number {
  const pinned = Number(other.pinnedAt !== null) - Number(one.pinnedAt !== null);
  return pinned || other.lastMessageAt.localeCompare(one.lastMessageAt);
}
