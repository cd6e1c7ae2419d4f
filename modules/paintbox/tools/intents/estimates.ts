import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Said } from '#app/ai/built-in/said.ts';
import { countOf } from '#app/values/number-words.ts';
import { dictated, estimateNumberIn, estimateOf, nameIn, request } from './references.ts';

const isOfEstimate = (said: Said) =>
  said.has('estimate', 'bid', 'job', 'proposal') || estimateNumberIn(said) !== undefined;
const isMany = (said: Said) =>
  /\b(estimates?|quotes?|bids?|proposals?|estimtes)\b/i.test(said.text) &&
  /\b(estim\w*s|quotes|bids|proposals)\b/i.test(said.text);
const writes =
  /\b(add|create|new|change|update|set|delete|remove|archive|note|draft|rename|withdraw|extend|prepare|make|write|drop)\b/;
const onPage = (said: Said) => /\/paintbox\/estimates\/[0-9a-f-]{36}/.test(said.around.page?.path ?? '');

/** Names one without a word for it: `the Ortiz kitchen`. */
const isOfNamedJob = (said: Said) => /\b(?:on|for|of|in|with)\s+(?:the\s+|that\s+)?\p{Lu}\p{L}+/u.test(said.text);
/** What clients have not answered: `nobody has signed yet`, `not accepted`. */
const isUnanswered = (said: Said) =>
  /\b(?:nobody|no one|none|not|never|\w+n['’]t)\b[^.?!]*\b(?:sign|accept|approv|answer|respond|repl|decid)/i.test(
    said.text,
  );

const statuses: [RegExp, string][] = [
  [/ (draft|unsent|unfinished) /, 'draft'],
  [/ (sent|sent out|wait|waiting|pending|outstanding) /, 'sent'],
  [/ (accepted|approved|signed|won) /, 'accepted'],
  [/ (declined|rejected|refused|turned down|lost) /, 'declined'],
  [/ (expired|lapsed) /, 'expired'],
];

export const findEstimates: Intent = {
  tool: 'paintbox_find_estimates',
  example: 'Show me all draft estimates',
  words: ['estimate', 'draft', 'accepted', 'declined', 'expired'],
  recognise(said) {
    if (
      !(isMany(said) || (isUnanswered(said) && !said.has('question'))) ||
      estimateNumberIn(said) ||
      said.has('delete', 'remove', 'withdraw', 'create', 'prepare', 'rename')
    )
      return null;
    const status = isUnanswered(said) ? 'sent' : statuses.find(([pattern]) => pattern.test(said.plain))?.[1];
    if (said.has('quote') && !said.has('estimate', 'bid') && !status) return null;
    const isLargest = said.has('biggest', 'largest', 'highest', 'top', 'most expensive', 'by total', 'by price');
    const limit = isLargest
      ? said.words
          .map(({ plain }) => (plain === 'a' || plain === 'an' ? undefined : countOf(plain)))
          .find((count) => count !== undefined && count > 0 && count <= 50)
      : undefined;
    const words =
      'draft unsent unfinished sent out wait waiting pending outstanding accepted approved signed won declined rejected refused turned down lost expired lapsed biggest largest highest top most expensive total price recent latest last newest current been get got still customer client no not yet answer answered reply replied response respond back hear heard against';
    const counts = limit ? `${words} one two three four five six seven eight nine ten ${limit}` : words;
    // Of those that wait, who has not answered is nobody's name.
    const query =
      said.quoted[0]?.text ??
      (isUnanswered(said) && !isOfNamedJob(said)
        ? ''
        : nameIn(said, { nouns: 'estimate quote bid proposal job' }, counts, []));
    return {
      confidence: status || isLargest ? 0.85 : 0.75,
      input: {
        ...(query && { query }),
        ...(status && { status }),
        ...(isLargest && { sort: 'total' }),
        ...(limit && { limit }),
      },
    };
  },
};

export const openEstimate: Intent = {
  tool: 'paintbox_open_estimate',
  example: 'Show estimate E-1042',
  words: ['summarize', 'summary'],
  recognise(said) {
    if (writes.test(said.plain) || isMany(said)) return null;
    const isAsked = said.has(
      'show',
      'open',
      'see',
      'pull up',
      'what is in',
      "what's in",
      'summarize',
      'summarise',
      'summary',
      'tell me about',
      'look at',
      'display',
      'detail',
      'find',
      'status of',
    );
    if (!isAsked || !(isOfEstimate(said) || (onPage(said) && said.has('summarize', 'summary')))) return null;
    return request(0.7, estimateOf(said, { verbs: 'summarize summarise summary detail status content' }));
  },
};

const figures: [RegExp, string][] = [
  [/ (hour|labor hour|labour hour|man hour|how long) /, 'hours'],
  [/ (profit|margin|earn|make on) /, 'profit'],
  [/ (how many gallon|gallon|litre|liter|how much paint .*(need|take|use)) /, 'volume'],
  [/ (buy|purchase|can|shopping list|order) /, 'purchases'],
  [/ (tax|vat) /, 'tax'],
  [/ (our cost|cost (u|us|me|we)|cost to u|cost price|internal cost|direct cost) /, 'cost'],
  [/ (subtotal|before tax) /, 'subtotal'],
  [/ (minimum|minimum charge) /, 'minimum'],
  [/ net /, 'net'],
];

export const explainTotal: Intent = {
  tool: 'paintbox_explain_total',
  example: 'Why does E-1042 cost so much?',
  words: ['explain', 'total', 'profit', 'gallon', 'margin'],
  recognise(said) {
    if (
      writes.test(said.plain.replace(/ make on /, ' ')) ||
      isMany(said) ||
      said.has('workbook', 'spreadsheet', 'sheet', 'rate', 'charge', 'sale', 'revenue')
    )
      return null;
    // Buying comes before volume: who asks how much paint to buy wants cans.
    const figure = / (buy|purchase|shopping list) /.test(said.plain)
      ? 'purchases'
      : figures.find(([pattern]) => pattern.test(said.plain))?.[1];
    const isAsked = said.has(
      'explain',
      'why',
      'break down',
      'breakdown',
      'how did you get',
      'how do you get',
      'come from',
      'how is',
      'how was',
      'calculate',
      'how come',
      'total',
      'how much',
    );
    if (!figure && !isAsked) return null;
    const isNear = isOfEstimate(said) || onPage(said) || said.around.spokenOf.length > 0;
    if (!isNear && !(figure && isOfNamedJob(said))) return null;
    const verbs =
      'explain why total price cost so much break down breakdown calculate hour labor labour profit margin tax vat gallon litre liter paint buy purchase how many come from subtotal net minimum charge go take use need earn make order long amount figure figuring figured plan planning work did you we us';
    return request(isNear ? (figure ? 0.85 : 0.8) : 0.7, estimateOf(said, { verbs }), { figure: figure ?? 'total' });
  },
};

export const renameEstimate: Intent = {
  tool: 'paintbox_rename_estimate',
  example: 'Rename E-1042 to “Moss downstairs”',
  words: ['rename', 'title'],
  recognise(said) {
    const isRename =
      said.has('rename', 'retitle', 'change the title', 'set the title') ||
      (/ call (this|it|that|the|estimate|bid|job|e-?\d+|\d+) /.test(said.plain) && said.quoted.length > 0);
    if (!isRename || said.has('client', 'workbook', 'room')) return null;
    const to = / (?:to|as|into) (.+)$/i.exec(said.text);
    const title = said.quoted[0]?.text ?? to?.[1]?.trim();
    const taken = to && !said.quoted[0] ? [{ start: to.index, end: said.text.length, text: to[0] }] : [];
    return request(
      0.9,
      estimateOf(said, { verbs: 'rename retitle change set title name call to as', taken }),
      title ? { title } : {},
      title ? undefined : 'What should it be called? Put the title between quotation marks.',
    );
  },
};

export const deleteEstimate: Intent = {
  tool: 'paintbox_delete_estimate',
  example: 'Delete estimate E-1043',
  words: ['delete', 'remove'],
  recognise(said) {
    const isDelete =
      said.has('delete', 'get rid', 'erase', 'throw away', 'trash') ||
      (said.has('remove') && said.has('estimate', 'bid') && !said.has('from', 'line', 'room'));
    if (
      !isDelete ||
      isMany(said) ||
      said.has(
        'all',
        'every',
        'everything',
        'client',
        'customer',
        'deal',
        'workbook',
        'line',
        'room',
        'member',
        'account',
        'business',
        'note',
      )
    )
      return null;
    const estimate = estimateOf(said, { verbs: 'delete get rid erase throw away trash remove' });
    // Only what is plainly an estimate, or what was just spoken of.
    if (!isOfEstimate(said) && estimate.isNamed) return null;
    return request(0.85, estimate);
  },
};

const isOfQuote = (said: Said) => said.has('quote', 'proposal', 'offer');

export const prepareQuote: Intent = {
  tool: 'paintbox_prepare_quote',
  example: 'Prepare the quote for E-1042',
  words: ['quote', 'prepare'],
  recognise(said) {
    if (!isOfQuote(said) || said.has('extend', 'withdraw', 'valid', 'take back', 'which', 'list', 'question'))
      return null;
    if (
      !said.has(
        'prepare',
        'ready',
        'turn',
        'make',
        'create',
        'send',
        'generate',
        'issue',
        'write up',
        'into a quote',
        'finalize',
      )
    )
      return null;
    if (said.sizes.length > 0) return null;
    const email = said.emails[0]?.text.replace(/\.$/, '');
    const verbs = 'prepare ready turn into make create send generate issue write up finalize out off';
    return request(0.8, estimateOf(said, { verbs }), email ? { sentTo: email } : {});
  },
};

export const extendQuote: Intent = {
  tool: 'paintbox_extend_quote',
  example: 'Extend the quote of E-1044 by 14 days',
  words: ['extend'],
  recognise(said) {
    // `Two more weeks`, `another ten days`.
    const isMoreTime = /\b(?:more|another|extra|additional)\s+(?:\w+\s+)?(?:days?|weeks?)\b/i.test(said.text);
    if (!(isMoreTime || said.has('extend', 'prolong', 'longer', 'valid')) || !(isOfQuote(said) || isOfEstimate(said)))
      return null;
    const match = /(\d{1,3}|[a-z]+)\s+(?:more\s+)?(days?|weeks?)/i.exec(said.text);
    const count = match && countOf(match[1] ?? '');
    const days = count && (/week/i.test(match?.[2] ?? '') ? count * 7 : count);
    const taken = match ? [{ start: match.index, end: match.index + match[0].length, text: match[0] }] : [];
    return request(
      0.88,
      estimateOf(said, {
        verbs: 'extend prolong longer valid make keep more another extra until validity decide week day',
        taken,
      }),
      days ? { days } : {},
      days ? undefined : 'By how many days?',
    );
  },
};

export const withdrawQuote: Intent = {
  tool: 'paintbox_withdraw_quote',
  example: 'Withdraw the quote for E-1042',
  words: ['withdraw'],
  recognise(said) {
    if (
      !(
        said.has('withdraw', 'revoke', 'recall', 'cancel') ||
        /\b(?:take|pull|call|get)\b[^.?!]*\bback\b/i.test(said.text)
      ) ||
      !(isOfQuote(said) || isOfEstimate(said)) ||
      said.has('all', 'every')
    )
      return null;
    return request(0.9, estimateOf(said, { verbs: 'withdraw revoke take back pull recall cancel' }));
  },
};

export const listQuotes: Intent = {
  tool: 'paintbox_list_quotes',
  example: 'Which quotes were sent for E-1042?',
  recognise(said) {
    const isAsked = /\bquotes\b|\bversions?\b[^.?!]*\bquote\b/i.test(said.text);
    if (!isAsked || writes.test(said.plain)) return null;
    const estimate = estimateOf(said, { verbs: 'list sent send version open state status have' });
    if (!estimateNumberIn(said) && !said.has('this', 'that', 'it', 'estimate')) return null;
    return request(0.87, estimate);
  },
};

export const listQuestions: Intent = {
  tool: 'paintbox_list_questions',
  example: 'Any open questions from clients?',
  words: ['question', 'unanswered'],
  recognise(said) {
    const isAny = said.has('question') && /\b(?:any|anyone|anybody|someone|somebody)\b/i.test(said.text);
    if (!isAny && !/\bquestions\b/i.test(said.text) && !said.has('unanswered', 'open question', 'asked')) return null;
    if (said.has('answer', 'reply', 'respond') && dictated(said)) return null;
    return { confidence: 0.87, input: {} };
  },
};
