import { dateText } from '#app/ui/figures.ts';

/** A day as a list shows it: `Nov 23`, and with its year when that is not the present one. */
export function dayText(value: Date, locale: string, timeZone: string, now = new Date()): string {
  const isThisYear = value.getFullYear() === now.getFullYear();
  return dateText(value, isThisYear ? 'day' : 'date', locale, timeZone);
}
