import { cx } from './cx.ts';

/** The candlefish: a fish swimming upwards whose body is a flame. Decoration: the name stands beside it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg className={cx('logo-mark', className)} viewBox="0 0 32 32" aria-hidden="true">
      <path className="logo-flame" d={flame} />
      <path className="logo-light" d={light} />
      <circle className="logo-eye" cx="18.4" cy="10.3" r="1.15" />
    </svg>
  );
}

const flame =
  'M18.8 1.2C18.4 6.4 23.6 9.5 23.6 15.4c0 4.2-3 6.9-5.8 8.9 1.8 2.1 4 3.8 6.9 4.8-3 1.7-6.6 1-8.7-1.6-2.1 2.6-5.7 3.3-8.7 1.6 2.9-1 5.1-2.7 6.9-4.8-2.8-2-5.8-4.7-5.8-8.9 0-6.4 7.6-7.4 10.4-14.2Z';
const light = 'M17 13.2c.2 2.4 2.6 3.6 2.6 6 0 1.9-1.7 3.3-3.6 4.7-1.9-1.4-3.6-2.8-3.6-4.7 0-2.9 3.7-3 4.6-6Z';

/** The mark with the name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cx('logo', className)}>
      <LogoMark />
      Candlefish
    </span>
  );
}
