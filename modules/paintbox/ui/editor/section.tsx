import type { ReactNode } from 'react';

interface EditorSectionProps {
  id: string;
  title: string;
  lede?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of the estimate. Its cells are a sheet of their own: the arrows stay inside. */
export function EditorSection({ id, title, lede, actions, children }: EditorSectionProps) {
  return (
    <section id={id} className="ed-section" data-sheet aria-labelledby={`${id}-title`}>
      <div className="ed-section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {actions}
        {lede && <p>{lede}</p>}
      </div>
      {children}
    </section>
  );
}
