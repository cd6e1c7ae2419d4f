import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

export interface EmptyStateProps {
  icon?: IconName;
  /** What will be here, such as "Your estimates will be here". */
  title: string;
  /** What it is good for, in a sentence or two. */
  children?: ReactNode;
  /** The one thing to do. */
  action?: ReactNode;
  /** A quiet offer beside it: sample data, an import. */
  offer?: ReactNode;
  /** Stands for the icon where a drawing says it better. */
  drawing?: ReactNode;
}

/** A page with nothing on it yet says what will be here and offers the way to begin. */
export function EmptyState({ icon = 'document', title, children, action, offer, drawing }: EmptyStateProps) {
  return (
    <div className="empty">
      {drawing ?? <Icon name={icon} />}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {(action || offer) && (
        <div className="empty-actions">
          {action}
          {offer}
        </div>
      )}
    </div>
  );
}

export interface ErrorStateProps {
  /** What happened. */
  title: string;
  /** What to do next. */
  children?: ReactNode;
  action?: ReactNode;
  /** The request's id, for whoever is asked for help. */
  reference?: string;
}

/** Something could not be shown. */
export function ErrorState({ title, children, action, reference }: ErrorStateProps) {
  return (
    <div className="empty" role="alert">
      <Icon name="problem" />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className="empty-actions">{action}</div>}
      {reference && <p className="mt-3 text-sm">Reference {reference}</p>}
    </div>
  );
}
