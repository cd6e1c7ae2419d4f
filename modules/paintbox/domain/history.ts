import { formatMoney } from '#app/values/money.ts';

/** What the audit log keeps for people: the name of the thing, and figures where they help. */
export interface HistoryDetails {
  label?: string;
  /** Who did it, where it was nobody's member: the name a client signed with. */
  by?: string;
  from?: string;
  to?: string;
  reason?: string;
  total?: number;
  currency?: string;
}

export interface HistoryEntry {
  id: string;
  at: Date;
  subjectType: string;
  subjectId: string | null;
  /** A whole sentence: “Marta Lindqvist sent E-1042 for $4,300.00.” */
  sentence: string;
}

type Phrase = (details: HistoryDetails, amount: string) => string;

const named: (verb: string) => Phrase = (verb) => (details) => `${verb} ${details.label ?? 'it'}`;

const phrases: Record<string, Phrase> = {
  'client.created': named('added the client'),
  'client.updated': named('changed the client'),
  'client.archived': named('archived the client'),
  'client.restored': named('restored the client'),
  'property.added': named('added the property'),
  'property.updated': named('changed the property'),
  'property.archived': named('removed the property'),
  'property.restored': named('restored the property'),
  'contact.added': named('added the contact'),
  'contact.updated': named('changed the contact'),
  'contact.archived': named('removed the contact'),
  'contact.restored': named('restored the contact'),
  'note.added': () => 'wrote a note',
  'note.archived': () => 'removed a note',
  'note.restored': () => 'restored a note',
  'deal.created': named('opened the deal'),
  'deal.updated': named('changed the deal'),
  'deal.moved': ({ label, from, to }) => `moved ${label ?? 'the deal'} from ${from ?? '?'} to ${to ?? '?'}`,
  'deal.archived': named('archived the deal'),
  'deal.restored': named('restored the deal'),
  'estimate.created': named('started'),
  'estimate.duplicated': ({ label, from }) => `made ${label ?? 'an estimate'} from ${from ?? 'another'}`,
  'estimate.saved': ({ label }, amount) => `edited ${label ?? 'the estimate'}${amount && `, now ${amount}`}`,
  'estimate.renamed': ({ label, to }) => `renamed ${label ?? 'the estimate'} to “${to ?? ''}”`,
  'estimate.repriced': ({ label, to }, amount) =>
    `priced ${label ?? 'the estimate'} with rate book ${to ?? ''}${amount && `, now ${amount}`}`,
  'estimate.revised': named('started'),
  'estimate.recovered': ({ label, from }) => `went back to save ${from ?? ''} of ${label ?? 'the estimate'}`,
  'estimate.deleted': named('deleted'),
  'estimate.restored': named('restored'),
  'quote.sent': ({ label, to }, amount) =>
    `sent ${label ?? 'the quote'}${amount && ` for ${amount}`}${to ? ` to ${to}` : ''}`,
  'quote.resent': ({ label, to }) => `sent the link of ${label ?? 'the quote'} again${to ? ` to ${to}` : ''}`,
  'quote.mailed': ({ label, to }) => `mailed ${label ?? 'the quote'}${to ? ` to ${to}` : ''}`,
  'quote.extended': ({ label, to }) => `kept ${label ?? 'the quote'} open until ${to ?? 'a later day'}`,
  'quote.revoked': named('withdrew the quote'),
  'quote.viewed': named('opened the quote'),
  'quote.question_asked': named('asked about'),
  'quote.question_answered': named('answered a question about'),
  'quote.accepted': ({ label }, amount) => `accepted ${label ?? 'the quote'}${amount && ` for ${amount}`}`,
  'quote.declined': ({ label, reason }) => `declined ${label ?? 'the quote'}${reason ? `: “${reason}”` : ''}`,
  'rate-book.published': named('published rate book version'),
  'workbook.imported': named('imported the workbook'),
  'workbook.saved': named('edited the workbook'),
  'workbook.mapped': named('chose the totals of the workbook'),
  'workbook.taken': ({ label, to }) => `took the totals of ${label ?? 'a workbook'} into ${to ?? 'an estimate'}`,
  'workbook.renamed': ({ label, to }) => `renamed the workbook ${label ?? ''} to “${to ?? ''}”`,
  'workbook.archived': named('archived the workbook'),
  'workbook.restored': named('restored the workbook'),
};

/** An audit action as a sentence for people. An action that is unknown here is told by its name. */
export function historySentence(
  action: string,
  actorName: string | null,
  details: HistoryDetails,
  locale = 'en-US',
): string {
  const who = actorName ?? details.by ?? 'Somebody';
  const amount =
    details.total !== undefined && details.currency ? formatMoney(details.total, details.currency, locale) : '';
  const phrase = phrases[action];
  const sentence = `${who} ${phrase ? phrase(details, amount) : action.replace(/[.-]/g, ' ')}`;
  return /[.!?”]$/.test(sentence) ? sentence : `${sentence}.`;
}
