import type { Overview, OverviewFigure, OverviewItem } from '#app/manifest.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { addDays, formatOn, on, onAt } from '#app/values/time.ts';
import { estimateNumber, links } from '../contract.ts';
import { findOwnTenant } from '../data/business.server.ts';
import * as data from '../data/overview.server.ts';
import { listOpenQuestions } from '../data/quotes.server.ts';
import { expectFound } from './refusals.server.ts';

const day = 86_400_000;
const answeredDays = 7;
const winRateDays = 90;
const expiringDays = 3;
/** Of each kind: an overview that lists everything is a list. */
const shown = 5;

/** What a person wants to see when they come in: how the quotes stand, and what waits for an answer. */
export async function paintboxOverview({ tx, now }: Pick<OperationContext, 'tx' | 'now'>): Promise<Overview> {
  const tenant = expectFound(await findOwnTenant(tx), 'business');
  const today = onAt(now, tenant.timeZone);
  const ago = (days: number) => new Date(now.getTime() - days * day);
  const [open, drafts, accepted, answers, questions, yeses, noes, expiring] = await Promise.all([
    data.sumOpen(tx, today),
    data.sumDrafts(tx),
    data.sumAcceptedSince(tx, monthStart(now, tenant.timeZone)),
    data.countAnswersSince(tx, ago(winRateDays)),
    listOpenQuestions(tx, shown),
    data.listAcceptedSince(tx, ago(answeredDays), shown),
    data.listDeclinedSince(tx, ago(answeredDays), shown),
    data.listExpiring(tx, today, addDays(today, expiringDays), shown),
  ]);
  const currency = tenant.currency.trim();
  const list = links.estimates(tenant.slug);
  const quoteOf = ({ estimateId }: { estimateId: string }) => links.estimateQuote(tenant.slug, estimateId);
  return {
    figures: [
      moneyFigure('Open quotes', open, currency, `${list}?status=sent`),
      moneyFigure('Accepted this month', accepted, currency, `${list}?status=accepted`),
      {
        label: 'Drafts',
        value: { kind: 'count', count: countOf(drafts) },
        detail: 'Not sent yet',
        href: `${list}?status=draft`,
      },
      winRate(answers, `${list}?status=accepted`),
    ],
    waiting: [
      ...questions.map(({ authorName: clientName, body: words, askedAt: at, ...row }) =>
        item('asked about', { ...row, clientName, words, at }, quoteOf(row)),
      ),
      ...expiring.map((row) => expiringItem(row, tenant.locale, quoteOf(row))),
      ...[
        ...yeses.map((row) => item('accepted', row, quoteOf(row))),
        ...noes.map((row) => item('declined', row, quoteOf(row))),
      ].sort((one, other) => other.at.getTime() - one.at.getTime()),
    ],
  };
}

/** The first instant of the month in the tenant's zone, found without a calendar library: midnight is at most 26 hours off. */
function monthStart(now: Date, timeZone: string): Date {
  const first = `${onAt(now, timeZone).slice(0, 7)}-01`;
  const quarter = 15 * 60_000;
  let at = new Date(`${first}T00:00:00Z`).getTime() - 14 * 3_600_000;
  while (onAt(new Date(at), timeZone) < first) at += quarter;
  return new Date(at);
}

function moneyFigure(label: string, sums: data.CurrencyFigure[], currency: string, href: string): OverviewFigure {
  const own = sums.find((sum) => sum.currency.trim() === currency);
  const count = countOf(sums);
  const others = sums.length > 1 || (own === undefined && sums.length > 0) ? ', some in another currency' : '';
  const detail = `${count === 1 ? '1 estimate' : `${count} estimates`}${others}`;
  return { label, value: { kind: 'money', minor: own?.totalMinor ?? 0, currency }, detail, href };
}

function countOf(sums: data.CurrencyFigure[]): number {
  return sums.reduce((sum, { count }) => sum + count, 0);
}

function winRate({ accepted, declined }: { accepted: number; declined: number }, href: string): OverviewFigure {
  const answered = accepted + declined;
  const percent = answered === 0 ? 0 : Math.round((accepted / answered) * 100);
  const detail = answered === 0 ? 'No answers yet' : `${accepted} of ${answered} answered quotes`;
  return { label: `Won in ${winRateDays} days`, value: { kind: 'percent', percent }, detail, href };
}

function item(verb: string, { number, title, clientName, words, at }: data.WaitingRow, href: string): OverviewItem {
  const detail = words.length > 120 ? `${words.slice(0, 119)}…` : words;
  return { label: `${clientName} ${verb} ${estimateNumber(number)}`, detail: detail || title, at, href };
}

type Expiring = Awaited<ReturnType<typeof data.listExpiring>>[number];

function expiringItem({ number, clientName, title, expiresOn }: Expiring, locale: string, href: string): OverviewItem {
  const detail = `${title}. The last day is ${formatOn(on(expiresOn), locale)}.`;
  const at = new Date(`${expiresOn}T12:00:00Z`);
  return { label: `${estimateNumber(number)} for ${clientName} expires soon`, detail, at, href };
}
