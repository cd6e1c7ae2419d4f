import { LinkButton } from '../ui/button.tsx';
import { Page, PageHeader } from '../ui/page.tsx';
import { AuthPage } from './auth-page.tsx';

export interface ProblemProps {
  status: number;
  /** What the refusal said. */
  message?: string;
  path: string;
}

const titles: Record<number, string> = {
  403: 'Not allowed',
  404: 'Nothing here',
  410: 'No longer here',
  413: 'Too large',
  422: 'That could not be read',
  429: 'Slow down a little',
  503: 'Busy',
};

/** A whole page for what went wrong where there is no frame to show it in. */
export function ProblemPage({ status, message, path }: ProblemProps) {
  return (
    <AuthPage title={titleOf(status)} lede={message ?? sentenceOf(status)}>
      <ProblemActions status={status} path={path} />
    </AuthPage>
  );
}

/** The same inside a business, where the navigation stays. */
export function ProblemInFrame({ status, message, path }: ProblemProps) {
  return (
    <Page size="narrow">
      <PageHeader title={titleOf(status)} lede={message ?? sentenceOf(status)} />
      <ProblemActions status={status} path={path} />
    </Page>
  );
}

function ProblemActions({ status, path }: { status: number; path: string }) {
  const home = /^\/t\/[^/]+/.exec(path)?.[0] ?? '/';
  return (
    <div className="toolbar">
      {status >= 500 && (
        <LinkButton to={path} reloadDocument variant="primary">
          Try again
        </LinkButton>
      )}
      <LinkButton to={home} variant={status >= 500 ? 'secondary' : 'primary'}>
        Go to the start
      </LinkButton>
    </div>
  );
}

function titleOf(status: number): string {
  return titles[status] ?? (status >= 500 ? 'Something went wrong' : 'That did not work');
}

function sentenceOf(status: number): string {
  if (status === 404) return 'This page does not exist, or you do not have access to it.';
  return 'The fault is on our side and has been recorded. Nothing of yours was lost; please try again.';
}
