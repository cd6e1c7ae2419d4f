import { readTool, writeTool } from '#app/ai/tool.ts';
import { Refusal } from '#app/errors/refusal.ts';
import { ownAddress } from '#app/http/address.server.ts';
import { daysBetween, on } from '#app/values/time.ts';
import { links } from '../contract.ts';
import { findQuote, listOpenQuestions as openQuestions } from '../data/quotes.server.ts';
import { estimateNumber, quoteStateLabels, revisionNumber } from '../domain/labels.ts';
import { getEstimate } from '../operations/estimate-reading.server.ts';
import { extendQuote } from '../operations/quote-validity.server.ts';
import { answerQuestion, listQuestions, listQuotes, revokeQuote, sendQuote } from '../operations/quotes.server.ts';
import { expectFound } from '../operations/refusals.server.ts';
import { todayOf } from '../operations/scope.server.ts';
import { inputs } from './inputs.ts';
import { estimateNamed, type Scope } from './references.server.ts';
import { counted, dayOf, moneyOf, shortened } from './saying.ts';
import { undoOf } from './undo.ts';

const waitingQuestions = readTool({
  name: 'paintbox_list_questions',
  label: 'List open questions',
  description: "Lists clients' questions about quotes that wait for an answer, the oldest first.",
  permission: 'paintbox:read',
  input: inputs.paintbox_list_questions,
  async run({ tx, tenant }, { limit }) {
    const rows = await openQuestions(tx, limit);
    const [oldest] = rows;
    return {
      text: oldest
        ? `${counted(rows.length, 'question')} ${rows.length === 1 ? 'waits' : 'wait'} for an answer. ${oldest.authorName} asked about ${estimateNumber(oldest.number)} on ${dayOf(tenant, oldest.askedAt)}: “${shortened(oldest.body)}”`
        : 'No question waits for an answer.',
      data: rows.map(({ id, body, authorName, askedAt, number, title }) => ({
        id,
        question: body,
        by: authorName,
        on: dayOf(tenant, askedAt),
        estimate: `${estimateNumber(number)} ${title}`,
      })),
      records: rows.map(({ estimateId, number, title }) => ({
        label: `${estimateNumber(number)} ${title}`,
        href: links.estimateQuote(tenant.slug, estimateId),
      })),
    };
  },
});

const showQuotes = readTool({
  name: 'paintbox_list_quotes',
  label: 'Show the quotes of an estimate',
  description:
    'Says what became of the quotes of an estimate: when they were sent, whether they were opened, accepted or declined, until when they hold, and what the client asked.',
  permission: 'paintbox:read',
  input: inputs.paintbox_list_quotes,
  async run(scope, input) {
    const { tenant } = scope;
    const id = await estimateNamed(scope, input.estimate);
    const [{ estimate }, quotes, questions] = [
      await getEstimate(scope, id),
      await listQuotes(scope, id),
      await listQuestions(scope, id),
    ];
    const name = estimateNumber(estimate.number);
    const [newest] = quotes;
    const rows = quotes.map((quote) => ({
      quote: revisionNumber(estimate.number, quote.revision),
      state: quoteStateLabels[quote.state],
      sent: dayOf(tenant, quote.sentAt),
      until: quote.expiresOn ? dayOf(tenant, quote.expiresOn) : '',
      opened: quote.viewCount,
      total: moneyOf(tenant, quote.totalMinor, quote.currency),
      answer: quote.acceptance
        ? `accepted by ${quote.acceptance.signedName} on ${dayOf(tenant, quote.acceptance.acceptedAt)}`
        : quote.decline
          ? `declined on ${dayOf(tenant, quote.decline.declinedAt)}: ${quote.decline.reason}`
          : '',
    }));
    return {
      text: newest
        ? `The last quote of ${name} was sent on ${dayOf(tenant, newest.sentAt)} and is ${quoteStateLabels[newest.state].toLowerCase()}; the client opened it ${newest.viewCount === 1 ? 'once' : `${newest.viewCount} times`}.${
            newest.expiresOn && newest.state === 'open'
              ? ` It can be accepted until ${dayOf(tenant, newest.expiresOn)}.`
              : ''
          }`
        : `${name} has not been sent yet.`,
      data: { quotes: rows, messages: questions.map(({ side, authorName, body }) => ({ side, by: authorName, body })) },
      records: [{ label: `${name} ${estimate.title}`, href: links.estimateQuote(tenant.slug, id) }],
      showings:
        rows.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: `Quotes of ${name}`,
                columns: [
                  { label: 'Quote' },
                  { label: 'State' },
                  { label: 'Sent' },
                  { label: 'Holds until' },
                  { label: 'Opened', isNumber: true },
                  { label: 'Total', isNumber: true },
                  { label: 'Answer' },
                ],
                rows: rows.map((row) => [
                  row.quote,
                  row.state,
                  row.sent,
                  row.until,
                  String(row.opened),
                  row.total,
                  row.answer,
                ]),
              },
            ],
    };
  },
});

const prepareQuote = writeTool({
  name: 'paintbox_prepare_quote',
  label: 'Prepare a quote',
  description:
    "Makes an offer of an estimate's current revision: it is locked as it is, and there is a link at which the client can look at it and accept it. Nothing is mailed. The link is told once the change is approved.",
  permission: 'paintbox:send',
  effect: 'send',
  input: inputs.paintbox_prepare_quote,
  async run(ctx, input) {
    const id = await estimateNamed(ctx, input.estimate);
    const { estimate, client, revision } = await getEstimate(ctx, id);
    const sentTo = input.sentTo ?? client.email;
    const sent = await sendQuote(ctx, { estimateId: id, sentTo });
    const name = `${revisionNumber(estimate.number, revision.number)} ${estimate.title}`;
    const total = moneyOf(ctx.tenant, sent.totalMinor, sent.currency);
    const link = ownAddress(links.quote(sent.token));
    return {
      summary: `Prepare a quote of ${name} for ${client.name}: ${total}`,
      changes: [
        {
          verb: 'add',
          what: 'Quote',
          label: name,
          href: links.estimateQuote(ctx.tenant.slug, id),
          fields: [
            { label: 'Client', before: null, after: client.name },
            ...(sentTo ? [{ label: 'For', before: null, after: sentTo }] : []),
            { label: 'Total', before: null, after: total },
            { label: 'Holds until', before: null, after: dayOf(ctx.tenant, sent.expiresOn) },
            { label: 'Estimate', before: 'can be changed', after: 'locked as it is' },
          ],
        },
      ],
      result: {
        text: `The quote of ${name} is ready. The client sees it at ${link}`,
        records: [
          { label: 'Quote', href: links.estimateQuote(ctx.tenant.slug, id) },
          { label: "The client's page", href: links.quote(sent.token) },
        ],
      },
      undo: { id: sent.id },
    };
  },
  async undo(ctx, undo) {
    await revokeQuote(ctx, undoOf.id.parse(undo));
    return { text: 'The quote was withdrawn: its link says so. Revise the estimate to change it.' };
  },
});

/** The newest quote that is in one of the states. @throws Refusal when there is none */
async function newestQuote(ctx: Scope, estimate: string, does: string) {
  const id = await estimateNamed(ctx, estimate);
  const [quote] = (await listQuotes(ctx, id)).filter(({ state }) => state === 'open' || state === 'expired');
  const { estimate: row, client } = await getEstimate(ctx, id);
  if (!quote) throw new Refusal('conflict', `${estimateNumber(row.number)} has no quote that can be ${does}.`);
  const label = `${revisionNumber(row.number, quote.revision)} ${row.title}`;
  return { quote, client, label, href: links.estimateQuote(ctx.tenant.slug, id) };
}

const prolong = writeTool({
  name: 'paintbox_extend_quote',
  label: 'Extend a quote',
  description:
    'Lets the last quote of an estimate be accepted for so many days from today, behind the same link. One that has expired opens again.',
  permission: 'paintbox:send',
  effect: 'send',
  input: inputs.paintbox_extend_quote,
  async run(ctx, { estimate, days }) {
    const { quote, label, href } = await newestQuote(ctx, estimate, 'extended');
    const { expiresOn } = await extendQuote(ctx, { id: quote.id, days });
    const [before, after] = [quote.expiresOn, expiresOn].map((day) => (day ? dayOf(ctx.tenant, day) : null));
    if (!after || before === after) throw new Refusal('conflict', `The quote of ${label} holds until then already.`);
    return {
      summary: `Extend the quote of ${label} until ${after}`,
      changes: [
        {
          verb: 'change',
          what: 'Quote',
          label,
          href,
          fields: [{ label: 'Holds until', before: before ?? null, after }],
        },
      ],
      result: { text: `The quote of ${label} holds until ${after}.`, records: [{ label, href }] },
      undo: quote.expiresOn === null ? null : { id: quote.id, before: quote.expiresOn, after: expiresOn },
    };
  },
  async undo(ctx, undo) {
    const { id, before, after } = undoOf.expiry.parse(undo);
    const quote = expectFound(await findQuote(ctx.tx, id), 'quote');
    if (quote.quote.expiresOn !== after) throw new Refusal('conflict', 'The quote was extended or shortened since.');
    const days = daysBetween(todayOf(ctx), on(before));
    if (days < 1)
      throw new Refusal('conflict', 'The day on which it ended before has passed. Withdraw the quote instead.');
    const { expiresOn } = await extendQuote(ctx, { id, days });
    return { text: `The quote holds until ${dayOf(ctx.tenant, expiresOn)} again.` };
  },
});

const answer = writeTool({
  name: 'paintbox_answer_question',
  label: 'Answer a question',
  description:
    "Answers a client's question about a quote, where the client reads it. Its id comes from paintbox_list_questions.",
  permission: 'paintbox:send',
  effect: 'send',
  input: inputs.paintbox_answer_question,
  async run(ctx, { question, body }) {
    const asked = (await openQuestions(ctx.tx)).find(({ id }) => id === question);
    if (!asked) throw new Refusal('not-found', 'There is no such question, or it was answered.');
    await answerQuestion(ctx, { questionId: question, body });
    const label = `${estimateNumber(asked.number)} ${asked.title}`;
    const href = links.estimateQuote(ctx.tenant.slug, asked.estimateId);
    return {
      summary: `Answer ${asked.authorName} about ${label}`,
      changes: [
        {
          verb: 'add',
          what: 'Answer',
          label,
          href,
          fields: [
            { label: 'Question', before: asked.body, after: asked.body },
            { label: 'Answer', before: null, after: body },
          ],
        },
      ],
      result: { text: `${asked.authorName} was answered.`, records: [{ label, href }] },
      // The client may have read it.
      undo: null,
    };
  },
});

const withdraw = writeTool({
  name: 'paintbox_withdraw_quote',
  label: 'Withdraw a quote',
  description: 'Takes the open quote of an estimate back for good: its link says that it was withdrawn.',
  permission: 'paintbox:send',
  effect: 'destroy',
  input: inputs.paintbox_withdraw_quote,
  async run(ctx, { estimate }) {
    const { quote, client, label, href } = await newestQuote(ctx, estimate, 'withdrawn');
    await revokeQuote(ctx, { id: quote.id });
    const fields = [{ label: 'State', before: quoteStateLabels[quote.state], after: quoteStateLabels.revoked }];
    return {
      summary: `Withdraw the quote of ${label} for ${client.name}`,
      changes: [{ verb: 'remove', what: 'Quote', label, href, fields }],
      result: { text: `The quote of ${label} was withdrawn.`, records: [{ label, href }] },
      undo: null,
    };
  },
});

export const quoteTools = [waitingQuestions, showQuotes, prepareQuote, prolong, answer, withdraw];
