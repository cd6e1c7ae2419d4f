import { cx } from './cx.ts';

export interface AvatarProps {
  name: string;
  size?: 'large';
  /** Firms are square, people are round. */
  square?: boolean;
}

const tones = ['tone-info', 'tone-done', 'tone-live', 'tone-danger'] as const;

/** Initials on a quiet colour that stays with the name. Decoration: the name itself stands beside it. */
export function Avatar({ name, size, square }: AvatarProps) {
  return (
    <span
      className={cx('avatar', toneOf(name), size && `avatar-${size}`, square && 'avatar-square')}
      aria-hidden="true"
    >
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

function toneOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return tones[sum % tones.length] ?? tones[0];
}
