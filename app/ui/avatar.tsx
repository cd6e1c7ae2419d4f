import { cx } from './cx.ts';

export interface AvatarProps {
  name: string;
  size?: 'large';
  /** Firms are square, people are round. */
  square?: boolean;
}

/** Initials on a quiet colour, for decoration: the name itself stands beside them. */
export function Avatar({ name, size, square }: AvatarProps) {
  return (
    <span className={cx('avatar', size && `avatar-${size}`, square && 'avatar-square')} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** First letters of the first and the last word: `Ada Byron King` is `AK`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
