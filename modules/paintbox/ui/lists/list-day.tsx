import { useMemberLocale } from '#app/ui/locale.tsx';
import { dayText } from './day-text.ts';

/** A day in a row of a list. */
export function ListDay({ value }: { value: Date }) {
  const { locale, timeZone } = useMemberLocale();
  return (
    // Server and browser may carry different editions of the locale data: a space that differs is no fault.
    <time className="num" dateTime={value.toISOString()} suppressHydrationWarning>
      {dayText(value, locale, timeZone)}
    </time>
  );
}
