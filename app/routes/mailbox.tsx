import type { MetaFunction, SerializeFrom } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { notFound } from '../errors/refusal.ts';
import { openMailbox } from '../mail/post.server.ts';
import { PublicPage } from '../shell/public-page.tsx';
import { publicLoader } from '../tenancy/gate.server.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { DateText } from '../ui/figure.tsx';
import { Link } from '../ui/link.tsx';
import { Logo } from '../ui/logo.tsx';
import { Card, Page, PageHeader, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Mailbox · Candlefish' }, { name: 'robots', content: 'noindex' }];

export const loader = publicLoader(async (args) => {
  const letters = await openMailbox(args.request, args.context.clientAddress).list();
  const chosen = letters.find(({ id }) => id === args.params.letter);
  if (args.params.letter && !chosen) throw notFound('letter');
  return {
    letters: letters.map(({ id, to, subject, sentAt }) => ({ id, to, subject, sentAt })),
    chosen: chosen ?? null,
  };
});

type Shown = NonNullable<SerializeFrom<typeof loader>['chosen']>;

export default function MailboxPage() {
  const { letters, chosen } = useLoaderData<typeof loader>();
  return (
    <PublicPage header={<Logo />}>
      <Page size="narrow">
        <PageHeader title="Mailbox" lede="No mail server is set up, so letters stay on this machine." />
        {chosen && <Letter letter={chosen} />}
        {letters.length === 0 ? (
          <EmptyState icon="mail" title="Letters will be here">
            Confirmations, invitations and quotes that would have been mailed.
          </EmptyState>
        ) : (
          <Section title="Letters">
            <ul className="choice-list">
              {letters.map(({ id, to, subject, sentAt }) => (
                <li key={id}>
                  <Link to={`/mailbox/${id}`} aria-current={id === chosen?.id ? 'page' : undefined}>
                    <span>{subject}</span>
                    <small>
                      {to}, <DateText value={sentAt} shape="both" />
                    </small>
                  </Link>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </Page>
    </PublicPage>
  );
}

function Letter({ letter }: { letter: Shown }) {
  return (
    <>
      <Section title={letter.subject} lede={`From ${letter.from} to ${letter.to}`}>
        {/* No scripts, no forms, no navigation of this page: a letter may hold what anybody typed. */}
        <iframe
          className="letter-frame"
          sandbox=""
          src={`/mailbox/${letter.id}/html`}
          title={`${letter.subject}, as it looks`}
        />
      </Section>
      <Section title="In plain text">
        <Card>
          <pre className="letter-text">{withLinks(letter.plain)}</pre>
        </Card>
      </Section>
    </>
  );
}

/** The text with its addresses as links; each part is known by where it begins. */
function withLinks(text: string): ReactNode[] {
  let end = 0;
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, at) => {
    const start = end;
    end += part.length;
    if (at % 2 === 0) return part;
    return (
      <a key={start} href={part}>
        {part}
      </a>
    );
  });
}
