import { cx } from './cx.ts';
import { type DateShape, dateText, decimalPad, decimalPoint, moneyText, numberText } from './figures.ts';
import { useMemberLocale } from './locale.tsx';

export interface MoneyProps {
  /** Integer minor units: cents for USD. */
  minor: number | bigint;
  /** ISO 4217; the tenant's own if left out. */
  currency?: string;
  signed?: boolean;
  whole?: boolean;
  className?: string;
}

/** An amount of money in the member's locale. */
export function Money({ minor, currency, signed, whole, className }: MoneyProps) {
  const member = useMemberLocale();
  const text = moneyText(minor, { locale: member.locale, currency: currency ?? member.currency, signed, whole });
  return <span className={cx('num', className)}>{text}</span>;
}

export interface QuantityProps {
  /** A number, or decimal text for what must stay exact. */
  value: number | string;
  /** Written after the figure as the trade writes it: `sq ft`, `gal`, `h`. */
  unit?: string;
  /** Most digits after the point. Default 2. */
  places?: number;
  /** Keep trailing zeros. */
  fixed?: boolean;
  /** Fill up to `places`, so that figures of a column stand on their decimal point. */
  align?: boolean;
  className?: string;
}

/** A figure with its unit. */
export function Quantity({ value, unit, places = 2, fixed, align, className }: QuantityProps) {
  const { locale } = useMemberLocale();
  const text = numberText(value, locale, { places, fixed });
  return (
    <span className={cx('num', className)}>
      {text}
      {align && (
        <span className="num-pad" aria-hidden="true">
          {decimalPad(text, places, decimalPoint(locale))}
        </span>
      )}
      {unit && <span className="text-ink-soft"> {unit}</span>}
    </span>
  );
}

export interface DateTextProps {
  /** An instant, or a plain day as `YYYY-MM-DD`. */
  value: Date | string;
  shape?: DateShape;
  className?: string;
}

/** A date or a time in the member's locale and zone. */
export function DateText({ value, shape = 'date', className }: DateTextProps) {
  const { locale, timeZone } = useMemberLocale();
  return (
    // Server and browser may carry different editions of the locale data: a space that differs is no fault.
    <time
      className={cx('num', className)}
      dateTime={typeof value === 'string' ? value : value.toISOString()}
      suppressHydrationWarning
    >
      {dateText(value, shape, locale, timeZone)}
    </time>
  );
}
