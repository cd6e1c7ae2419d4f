import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icons.tsx';

/** `done` is kelp, `danger` coral, `info` tide, `live` candle; `plain` says nothing but its word. */
export type Tone = 'plain' | 'done' | 'danger' | 'info' | 'live';

const toneIcons: Record<Exclude<Tone, 'plain'>, IconName> = {
  done: 'check',
  danger: 'warning',
  info: 'clock',
  live: 'dot',
};

export interface BadgeProps {
  tone?: Tone;
  /** Stands for the tone's own icon. */
  icon?: IconName;
  children: ReactNode;
}

/** A state in one word. The colour always comes with an icon, so it is never the only sign. */
export function Badge({ tone = 'plain', icon, children }: BadgeProps) {
  const shown = icon ?? (tone === 'plain' ? undefined : toneIcons[tone]);
  return (
    <span className={cx('badge', tone !== 'plain' && `tone-${tone}`)}>
      {shown && <Icon name={shown} />}
      {children}
    </span>
  );
}

export interface NoticeProps {
  tone?: 'info' | 'done' | 'danger';
  title?: ReactNode;
  children?: ReactNode;
  /** A button or a link at the right. */
  action?: ReactNode;
}

const noticeIcons = { info: 'info', done: 'done', danger: 'warning' } as const;

/** Something to know about this page, standing in it until it is no longer true. */
export function Notice({ tone = 'info', title, children, action }: NoticeProps) {
  return (
    <div className={cx('notice', `tone-${tone}`)}>
      <Icon name={noticeIcons[tone]} />
      <div>
        {title && <strong className="block font-semibold">{title}</strong>}
        {children}
      </div>
      {action}
    </div>
  );
}
