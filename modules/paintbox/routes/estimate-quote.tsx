import { type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { byIntent, tenantAction, tenantLoader } from '#app/tenancy/gate.server.ts';
import { Badge, Notice } from '#app/ui/badge.tsx';
import { LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { Card, Page, PageHeader, Section } from '#app/ui/page.tsx';
import { newId } from '#app/values/id.ts';
import { idSchema } from '#app/values/id-schema.ts';
import { estimateStatusLabels, links } from '../contract.ts';
import { byIdSchema } from '../domain/inputs/client.ts';
import {
  answerQuestionSchema,
  extendQuoteSchema,
  mailQuoteSchema,
  quoteSettingsSchema,
  resendQuoteSchema,
} from '../domain/inputs/quote.ts';
import { reviseEstimate } from '../operations/estimates.server.ts';
import { mailQuote } from '../operations/quote-mail.server.ts';
import { extendQuote } from '../operations/quote-validity.server.ts';
import { answerQuestion, resendQuote, revokeQuote, sendQuote } from '../operations/quotes.server.ts';
import { statusTones } from '../ui/lists/tones.ts';
import { QuoteHistory } from '../ui/quote/quote-history.tsx';
import { QuotePreview } from '../ui/quote/quote-preview.tsx';
import { Replies } from '../ui/quote/replies.tsx';
import { chosenIn } from '../ui/quote/selection.ts';
import { SendForm } from '../ui/quote/send-form.tsx';
import { ExpiredQuoteCard, OpenQuoteCard, ReviseForm } from '../ui/quote/sent-quote.tsx';
import { quotePage, saveSettings } from './quote-page.server.ts';
import { said } from './said.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `Quote ${data?.label ?? ''} · Candlefish` }];

const params = z.object({ estimate: idSchema });

export const loader = tenantLoader(
  { permission: 'paintbox:read', params },
  async ({ tx, tenant, member, params: { estimate }, url }) => ({
    ...(await quotePage(
      { tx, tenant },
      { estimateId: estimate, chosen: chosenIn(url.searchParams), url, sender: member.name },
    )),
    maySend: member.can('paintbox:send'),
    mayWrite: member.can('paintbox:write'),
    submission: newId(),
  }),
);

const linkIsReady = 'The link is ready. Mail it from here, or send it yourself.';
const send = { permission: 'paintbox:send', params } as const;

export const action = byIntent({
  settings: tenantAction({ ...send, permission: 'paintbox:write', input: quoteSettingsSchema }, async (args) => {
    await saveSettings(args.operation, args.params.estimate, args.input);
    return redirect(`${args.url.pathname}#preview`);
  }),
  send: tenantAction(
    { ...send, input: quoteSettingsSchema },
    async ({ operation, params: { estimate }, input, url }) => {
      await saveSettings(operation, estimate, input);
      await sendQuote(operation, { estimateId: estimate, sentTo: input.sentTo });
      return said(url.pathname, linkIsReady);
    },
  ),
  /** A revision that was sent before is locked: only the address is asked for again. */
  sendAgain: tenantAction(
    { ...send, input: quoteSettingsSchema.pick({ sentTo: true }) },
    async ({ operation, params: { estimate }, input, url }) => {
      await sendQuote(operation, { estimateId: estimate, sentTo: input.sentTo });
      return said(url.pathname, linkIsReady);
    },
  ),
  resend: tenantAction({ ...send, input: resendQuoteSchema }, async ({ operation, input, url }) => {
    await resendQuote(operation, input);
    return said(url.pathname, input.sentTo ? `The link is for ${input.sentTo} now.` : 'The address was taken out.');
  }),
  mail: tenantAction({ ...send, input: mailQuoteSchema }, async ({ operation, input, member, url }) => {
    await mailQuote(operation, input, member.email);
    return said(url.pathname, `The letter to ${input.sentTo} is on its way.`);
  }),
  extend: tenantAction({ ...send, input: extendQuoteSchema }, async ({ operation, input, url }) => {
    await extendQuote(operation, input);
    return said(url.pathname, 'The quote stays open for longer. Its link is the same.');
  }),
  withdraw: tenantAction({ ...send, input: byIdSchema }, async ({ operation, input, url }) => {
    await revokeQuote(operation, input);
    return said(url.pathname, 'The quote was withdrawn. Its link says so.');
  }),
  answer: tenantAction({ ...send, input: answerQuestionSchema }, async ({ operation, input, url }) => {
    await answerQuestion(operation, input);
    return said(`${url.pathname}#questions`, 'Answered. Your client reads it on the page of the quote.');
  }),
  revise: tenantAction(
    { ...send, permission: 'paintbox:write' },
    async ({ operation, params: { estimate }, tenant }) => {
      await reviseEstimate(operation, { id: estimate });
      return said(links.estimate(tenant.slug, estimate), 'This is a new revision. The one that was sent is kept.');
    },
  ),
});

export default function EstimateQuote() {
  const page = useLoaderData<typeof loader>();
  const { slug, estimate, preview } = page;
  return (
    <Page>
      <PageHeader
        above={
          <Breadcrumbs
            crumbs={[
              { label: 'Estimates', to: links.estimates(slug) },
              { label: page.label, to: links.estimate(slug, estimate.id) },
            ]}
          />
        }
        title="Quote"
        status={<Badge tone={statusTones[estimate.status]}>{estimateStatusLabels[estimate.status]}</Badge>}
        lede={`${estimate.title}, for ${page.recipient.name}`}
      >
        <LinkButton to={links.estimate(slug, estimate.id)} icon="edit">
          Estimate
        </LinkButton>
        {preview && (
          <LinkButton to={links.estimatePdf(slug, estimate.id)} icon="download" reloadDocument>
            PDF
          </LinkButton>
        )}
      </PageHeader>
      <div className="grid gap-8 xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] xl:items-start">
        <div className="grid gap-8">
          {page.unprintable.length > 0 && <Unprintable characters={page.unprintable} />}
          <NextStep />
          {page.questions.length > 0 && (
            <Section id="questions" title="Questions">
              <Replies questions={page.questions} business={page.business} mayAnswer={page.maySend} />
            </Section>
          )}
          {page.quotes.length > 0 && (
            <Section title="What happened">
              <QuoteHistory quotes={page.quotes} />
            </Section>
          )}
        </div>
        {preview && (
          <Section id="preview" title="What the client sees" className="min-w-0">
            <QuotePreview document={preview} />
          </Section>
        )}
      </div>
    </Page>
  );
}

/** Blocked, to be sent, waiting, or over: what can be done now. */
function NextStep() {
  const page = useLoaderData<typeof loader>();
  const { estimate, waiting, validityDays: days, maySend, mayWrite } = page;
  if (waiting) {
    const isExpired = estimate.status === 'expired';
    const Waiting = isExpired ? ExpiredQuoteCard : OpenQuoteCard;
    return (
      <Section title={isExpired ? 'It has expired' : 'The link'}>
        <div className="grid gap-4">
          <Waiting quote={waiting} maySend={maySend} days={days} />
          {mayWrite && <ReviseForm isOpen={!isExpired} />}
        </div>
      </Section>
    );
  }
  if (estimate.status === 'accepted') {
    return (
      <Notice tone="done" title="Accepted">
        This is an agreement now and does not change.
      </Notice>
    );
  }
  if (estimate.status === 'declined') {
    return <Section title="It was declined">{mayWrite && <ReviseForm isOpen={false} />}</Section>;
  }
  if (page.problems.length > 0) return <Blocked />;
  return maySend ? <Send /> : <NotSentYet />;
}

function Send() {
  const { settings, recipient, submission, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Section title="Send" lede="Your client gets a link: they choose options, ask, and accept on their phone.">
      <Card className="grid gap-4">
        <SendForm settings={settings} recipient={recipient} submission={submission} />
        {!settings && mayWrite && <ReviseForm isOpen={false} />}
      </Card>
    </Section>
  );
}

function NotSentYet() {
  return (
    <EmptyState icon="send" title="Not sent yet">
      Once somebody who may send quotes has made the link, you see here when the client opens and answers it.
    </EmptyState>
  );
}

/** Said before anything is sent, so that a name can be written in letters that print. */
function Unprintable({ characters }: { characters: readonly string[] }) {
  const some = characters.slice(0, 24);
  return (
    <Notice title="The PDF cannot print some characters">
      <p>
        <bdi>{some.join(' ')}</bdi>
        {characters.length > some.length && ` and ${characters.length - some.length} more`}
      </p>
      <p>
        The client’s page shows them. In the PDF a mark stands for each, because its typeface has Latin, Greek and
        Cyrillic letters only: write names so that they can be read there too.
      </p>
    </Notice>
  );
}

function Blocked() {
  const { problems, slug, estimate } = useLoaderData<typeof loader>();
  return (
    <Notice
      tone="danger"
      title="This estimate cannot be sent yet"
      action={<LinkButton to={links.estimate(slug, estimate.id)}>Open the estimate</LinkButton>}
    >
      <ul className="list-disc pl-5">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Notice>
  );
}
