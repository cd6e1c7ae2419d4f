import { casual } from 'chrono-node';
import { addDays, compareOn, type On, on, parseOn } from '../../values/time.ts';

/** A stretch of days that was spoken of, the last one included. Null: open on that side. */
export interface Period {
  from: On | null;
  to: On | null;
  text: string;
  start: number;
  end: number;
}

type Day = { from: On; to: On; text: string; start: number; end: number };

/**
 * The days and stretches of days in a text, in their order: `last month`, `the past 10 days`, `since May 3`, `between March and
 * June`, `2026-05-01 to 2026-05-31`. Weeks begin on Monday. `taken` are places that mean something else, such as lengths.
 */
export function periodsOf(text: string, today: On, taken: readonly { start: number; end: number }[] = []): Period[] {
  const free = (place: { start: number; end: number }, others: readonly { start: number; end: number }[]) =>
    !others.some((other) => place.start < other.end && other.start < place.end);
  const days: Day[] = [];
  for (const found of [...spans(text, today), ...moments(text, today)]) {
    if (free(found, taken) && free(found, days)) days.push(found);
  }
  days.sort((a, b) => a.start - b.start);
  return joined(days, text, today);
}

const number = String.raw`(\d{1,3}|a|one|two|three|four|five|six|seven|ten|twelve|thirty|ninety)`;
const counts: Record<string, number> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  twelve: 12,
  thirty: 30,
  ninety: 90,
};
const months = 'january february march april may june july august september october november december'.split(' ');
const monthName = months.map((name) => (name === 'may' ? name : `${name}|${name.slice(0, 3)}`)).join('|');

const patterns: [RegExp, (match: RegExpExecArray, today: On) => { from: On; to: On } | undefined][] = [
  [
    /\b(?:over |in |within )?(?:the )?(?:last|past|previous)\s+(?:few|couple of)\s+days?\b/gi,
    (_, today) => back(today, 3),
  ],
  [
    new RegExp(
      String.raw`\b(?:over |in |within )?(?:the )?(?:last|past|previous)\s+${number}\s+(day|week|month|quarter|year)s?\b`,
      'gi',
    ),
    (match, today) => {
      const count = counts[(match[1] ?? '').toLowerCase()] ?? Number(match[1]);
      const unit = (match[2] ?? '').toLowerCase();
      if (unit === 'day') return back(today, count);
      if (unit === 'week') return back(today, 7 * count);
      return {
        from: addDays(shifted(today, -count * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12)), 1),
        to: today,
      };
    },
  ],
  [
    /\b(this|last|past|previous|next)\s+(week|month|quarter|year)\b/gi,
    (match, today) => {
      const which = (match[1] ?? '').toLowerCase();
      return whole((match[2] ?? '').toLowerCase(), today, which === 'this' ? 0 : which === 'next' ? 1 : -1);
    },
  ],
  [/\byear to date\b|\bytd\b/gi, (_, today) => ({ from: on(`${today.slice(0, 4)}-01-01`), to: today })],
  [/\btoday\b/gi, (_, today) => ({ from: today, to: today })],
  [/\byesterday\b/gi, (_, today) => ({ from: addDays(today, -1), to: addDays(today, -1) })],
  [
    new RegExp(
      String.raw`\b(?:in |of |for |during )?(${monthName})\.?(?:,?\s+(20\d\d))?(?!\.?\s*\d)(?=$|[^\p{L}\p{N}])`,
      'giu',
    ),
    (match, today) => {
      // "may" and "march" are verbs too: alone they need a word before them that makes them a month, or a capital.
      const isSure = match[2] !== undefined || /^(in|of|for|during) /i.test(match[0]) || /^[A-Z]/.test(match[1] ?? '');
      const short = (match[1] ?? '').toLowerCase().slice(0, 3);
      if (!isSure && (short === 'may' || short === 'mar')) return undefined;
      const month = months.findIndex((name) => name.startsWith(short)) + 1;
      const thisYear = Number(today.slice(0, 4));
      const year = match[2] ? Number(match[2]) : month > Number(today.slice(5, 7)) ? thisYear - 1 : thisYear;
      return whole('month', on(`${year}-${two(month)}-01`), 0);
    },
  ],
  [/\b(?:in|of|for|during)\s+(20\d\d)\b/gi, (match) => whole('year', on(`${match[1]}-01-01`), 0)],
];

function spans(text: string, today: On): Day[] {
  return patterns.flatMap(([pattern, read]) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const found = read(match, today);
      return found ? [{ ...found, text: match[0], start: match.index, end: match.index + match[0].length }] : [];
    }),
  );
}

/** Single days, as chrono reads them; what may as well be a size, a fraction or a time of day is left alone. */
function moments(text: string, today: On): Day[] {
  const noon = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 };
  return casual.parse(text, noon).flatMap((result) => {
    if (!/[a-z]{3}|\d{4}-\d\d?-\d\d?|\d\d?\/\d\d?\/\d{2,4}/i.test(result.text)) return [];
    if (!(['day', 'weekday', 'month'] as const).some((part) => result.start.isCertain(part))) return [];
    const from = dayOf(result.start);
    const to = result.end ? dayOf(result.end) : from;
    if (!from || !to || compareOn(from, to) > 0) return [];
    return [{ from, to, text: result.text, start: result.index, end: result.index + result.text.length }];
  });
}

function dayOf(parts: { get(part: 'year' | 'month' | 'day'): number | null }): On | undefined {
  const [year, month, day] = [parts.get('year') ?? 0, parts.get('month') ?? 0, parts.get('day') ?? 0];
  return parseOn(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`);
}

/** `since` and `until` open a side; `between A and B`, `from A to B`, `A - B` are one stretch. */
function joined(days: readonly Day[], text: string, today: On): Period[] {
  const periods: Period[] = [];
  for (let at = 0; at < days.length; at += 1) {
    const day = days[at];
    if (!day) continue;
    const before = text.slice(0, day.start);
    const next = days[at + 1];
    if (
      next &&
      /^\s*(and|to|until|till|through|thru|-|–)\s*$/i.test(text.slice(day.end, next.start)) &&
      compareOn(day.from, next.to) <= 0
    ) {
      if (!/\band\s*$/i.test(text.slice(day.end, next.start)) || /\bbetween\s+$/i.test(before)) {
        periods.push({
          from: day.from,
          to: next.to,
          text: text.slice(day.start, next.end),
          start: day.start,
          end: next.end,
        });
        at += 1;
        continue;
      }
    }
    const isRange = /\b(?:to|until|till|through|thru)\b|\s[-–]\s/i.test(day.text);
    const side = isRange ? null : /\b(since|from|after|starting|until|till|before|up to|by)\s+$/i.exec(before);
    // What is from yesterday is of that day; from a date on it goes on.
    const isOfIt =
      /^from$/i.test(side?.[1] ?? '') && /^(?:yesterday|today|(?:this|last|past|previous)\s)/i.test(day.text);
    const word = isOfIt ? '' : (side?.[1]?.toLowerCase() ?? '');
    const start = side ? side.index : day.start;
    const place = { text: text.slice(start, day.end), start, end: day.end };
    if (['since', 'from', 'starting'].includes(word)) {
      periods.push({ from: day.from, to: compareOn(day.from, today) > 0 ? null : today, ...place });
    } else if (word === 'after') periods.push({ from: addDays(day.to, 1), to: null, ...place });
    else if (word === 'before') periods.push({ from: null, to: addDays(day.from, -1), ...place });
    else if (word !== '') periods.push({ from: null, to: day.to, ...place });
    else periods.push({ from: day.from, to: day.to, ...place });
  }
  return periods;
}

function back(today: On, days: number): { from: On; to: On } {
  return { from: addDays(today, 1 - days), to: today };
}

function whole(unit: string, day: On, by: number): { from: On; to: On } {
  if (unit === 'week') {
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const monday = addDays(day, 7 * by - weekday);
    return { from: monday, to: addDays(monday, 6) };
  }
  const length = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12;
  const month = Number(day.slice(5, 7));
  const first = on(`${day.slice(0, 4)}-${two(month - ((month - 1) % length))}-01`);
  const from = shifted(first, by * length);
  return { from, to: addDays(shifted(from, length), -1) };
}

/** So many months on; a day that the month does not have is its last. */
function shifted(day: On, months: number): On {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const start = `${String(Math.floor(month / 12)).padStart(4, '0')}-${two((month % 12) + 1)}`;
  for (let last = Number(day.slice(8)); ; last -= 1) {
    const found = parseOn(`${start}-${two(last)}`);
    if (found) return found;
    if (last < 1) return day;
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
