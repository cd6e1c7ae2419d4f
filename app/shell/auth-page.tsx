import type { ReactNode } from 'react';
import { Link } from '../ui/link.tsx';
import { Logo } from '../ui/logo.tsx';
import { Toasts } from '../ui/toast.tsx';
import { useRootData } from './root-data.ts';

export interface AuthPageProps {
  title: string;
  /** One sentence below the title. */
  lede?: ReactNode;
  children: ReactNode;
  /** Below the card: the way to the other page. */
  footer?: ReactNode;
}

/** One card in the middle of the page: signing in, signing up, choosing a business. */
export function AuthPage({ title, lede, children, footer }: AuthPageProps) {
  const { flash } = useRootData();
  return (
    <main className="auth" id="main">
      <Link to="/" className="rounded-lg">
        <Logo />
      </Link>
      <div className="auth-card">
        <div>
          <h1>{title}</h1>
          {lede && <p className="mt-1 text-ink-soft">{lede}</p>}
        </div>
        {children}
      </div>
      {footer && <p className="auth-foot">{footer}</p>}
      <Toasts flash={flash} />
    </main>
  );
}
