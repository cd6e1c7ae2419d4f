import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface PageProps {
  children: ReactNode;
  /** `narrow` for forms and reading, `wide` for editors and boards. */
  size?: 'narrow' | 'wide';
  className?: string;
}

/** The body of a page inside the frame. */
export function Page({ children, size, className }: PageProps) {
  return <div className={cx('page', size && `page-${size}`, className)}>{children}</div>;
}

export interface PageHeaderProps {
  title: ReactNode;
  /** One sentence below the title. */
  lede?: ReactNode;
  /** Breadcrumbs above the title. */
  above?: ReactNode;
  /** A state beside the title. */
  status?: ReactNode;
  /** Buttons at the right; one of them primary at most. */
  children?: ReactNode;
}

/** Where am I, and what can I do here. */
export function PageHeader({ title, lede, above, status, children }: PageHeaderProps) {
  return (
    <header className="page-header">
      <div className="min-w-0">
        {above}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1>{title}</h1>
          {status}
        </div>
        {lede && <p className="page-header-lede">{lede}</p>}
      </div>
      {children && <div className="toolbar">{children}</div>}
    </header>
  );
}

export interface SectionProps {
  title: ReactNode;
  lede?: ReactNode;
  /** Buttons or links at the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
  className?: string;
}

/** A part of a page under its own heading. */
export function Section({ title, lede, actions, children, id, className }: SectionProps) {
  return (
    <section id={id} className={className}>
      <div className="section-header">
        <h2>{title}</h2>
        {actions}
        {lede && <p>{lede}</p>}
      </div>
      {children}
    </section>
  );
}

/** A surface that holds one thing together. */
export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx('card', className)}>{children}</div>;
}

/** Controls that act on what is below them. */
export function Toolbar({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would want a visible legend and be a part of a form
    <div className={cx('toolbar', className)} role="group" aria-label={label}>
      {children}
    </div>
  );
}
