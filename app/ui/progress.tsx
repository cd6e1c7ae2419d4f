import { cx } from './cx.ts';

/** A turning arc beside words that say what is happening; silent by itself. */
export function Spinner({ className }: { className?: string }) {
  return (
    <svg className={cx('spinner', className)} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M14.25 8A6.25 6.25 0 0 0 8 1.75" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

export interface ProgressProps {
  label: string;
  /** From 0 to `max`; leave out when the end is not known. */
  value?: number;
  max?: number;
  /** What is said at the right, such as "312 of 500 formulas". */
  detail?: string;
}

/** Long work under way: what it is, how far it is. */
export function Progress({ label, value, max = 100, detail }: ProgressProps) {
  return (
    <div className="progress">
      <div className="progress-label">
        <span>{label}</span>
        {detail && <span>{detail}</span>}
      </div>
      <progress aria-label={label} max={max} {...(value === undefined ? {} : { value })} />
    </div>
  );
}

export interface SkeletonProps {
  /** How many lines of text to hold the place of. */
  lines?: number;
  className?: string;
}

/** Holds the place of text that is on its way, so that nothing jumps when it arrives. */
export function Skeleton({ lines = 3, className }: SkeletonProps) {
  return (
    <div className={className} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never reordered
        <span key={line} className="skeleton skeleton-line" />
      ))}
    </div>
  );
}
