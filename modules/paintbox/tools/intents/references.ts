import type { Need, Recognised } from '#app/ai/built-in/intent.ts';
import { pointedAt } from '#app/ai/built-in/point.ts';
import { asking, type Found, rest, type Said } from '#app/ai/built-in/said.ts';
import { plainOf } from '#app/ai/built-in/words.ts';

/** What a request says of the record that it is about: part of an input, a record to find first, or a question. */
export type Reference = Pick<Recognised, 'input' | 'needs' | 'asks'> & { isNamed: boolean };

interface Kind {
  field: string;
  what: string;
  at: RegExp;
  finder: string;
  /** The words that mean any record of this kind, and name none. */
  nouns: string;
  example: string;
}

const uuid = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
const at = (folder: string) => new RegExp(`^/t/[^/]+/paintbox/${folder}/${uuid}(?=$|[/?#])`, 'i');

const client: Kind = {
  field: 'client',
  what: 'client',
  at: at('clients'),
  finder: 'paintbox_find_clients',
  nouns: 'client customer contact homeowner page',
  example: 'the client’s name',
};
const estimate: Kind = {
  field: 'estimate',
  what: 'estimate',
  at: at('estimates'),
  finder: 'paintbox_find_estimates',
  nouns: 'estimate quote bid job proposal',
  example: 'its number, such as E-1042',
};
const deal: Kind = {
  field: 'deal',
  what: 'deal',
  at: at('deals'),
  finder: 'paintbox_list_deals',
  nouns: 'deal opportunity stage',
  example: 'the deal’s title',
};
const workbook: Kind = {
  field: 'workbook',
  what: 'workbook',
  at: at('workbooks'),
  finder: 'paintbox_list_workbooks',
  nouns: 'workbook spreadsheet excel sheet file xlsx',
  example: 'the workbook’s name',
};

/** `verbs` are the words of the request that name nothing; `taken` are places that were understood otherwise. */
type Reading = { verbs?: string; taken?: readonly Found[] };

export function clientOf(said: Said, reading: Reading = {}): Reference {
  return referenceTo(client, said, reading);
}

export function dealOf(said: Said, reading: Reading = {}): Reference {
  return referenceTo(deal, said, reading);
}

export function workbookOf(said: Said, reading: Reading = {}): Reference {
  return referenceTo(workbook, said, reading);
}

/** By its number before everything else. */
export function estimateOf(said: Said, reading: Reading = {}): Reference {
  const number = estimateNumberIn(said);
  if (number) return { input: { estimate: `E-${number}` }, isNamed: true };
  return isLatest(said) ? latestEstimate(said, reading) : referenceTo(estimate, said, reading);
}

const isLatest = (said: Said) => said.has('latest', 'newest', 'most recent', 'last estimate', 'last quote', 'last bid');

/** The newest of whom they name, of those that were just listed, or of all. Lists begin with what was touched last. */
function latestEstimate(said: Said, { verbs = '', taken = [] }: Reading): Reference {
  const called = nameIn(said, estimate, `${verbs} latest newest most recent last`, taken);
  const listed = called === '' ? pointedAt(said, estimate.at) : null;
  if (listed) {
    const newest = listed.kind === 'one' ? listed.link : listed.links[0];
    const id = newest && estimate.at.exec(newest.href)?.[1];
    if (id) return { input: { [estimate.field]: id }, isNamed: false };
  }
  const whose = called || ownerSpokenOf(said);
  const input = { ...(whose && { query: whose.slice(0, 120) }), limit: 1 };
  const need = { ...needOf(estimate, whose || 'the latest'), find: { tool: estimate.finder, input } };
  return { input: {}, needs: [need], isNamed: true };
}

/** The client that was just spoken of, or whose page it is. */
function ownerSpokenOf(said: Said): string {
  const pointed = pointedAt(said, client.at);
  return pointed?.kind === 'one' ? pointed.link.label : '';
}

/** `E-1042`, `estimate 1042`, `#1042`, or a bare number of four digits or more that is nothing else. */
export function estimateNumberIn(said: Said): string | undefined {
  const known = said.numbers.find(({ prefix }) => /^(e|est|estimate|quote|bid|number|no\.?|#)$/.test(prefix));
  if (known) return known.number;
  const taken = [
    ...said.quoted,
    ...said.amounts,
    ...said.percents,
    ...said.sizes,
    ...said.phones,
    ...said.emails,
    ...said.periods,
  ];
  const bare = [...said.text.matchAll(/(?<![\w.,/$-])(\d{4,6})(?![\w.,/-]*\w|%)/g)].find(
    ({ index }) => !taken.some(({ start, end }) => start <= index && index < end),
  );
  return bare && !/^(19|20)\d\d$/.test(bare[1] ?? '') ? bare[1] : undefined;
}

function referenceTo(kind: Kind, said: Said, { verbs = '', taken = [] }: Reading): Reference {
  const pointed = pointedAt(said, kind.at);
  const one = pointed?.kind === 'one' ? { input: { [kind.field]: pointed.id }, isNamed: false } : null;
  const isPointing = said.has('this', 'that', 'it', 'his', 'her', 'their', 'him', 'them', 'here', 'the same');
  const isMentioned = said.around.mentions.some(({ href }) => kind.at.test(href)) || /\/t\/[\w-]+\//.test(said.text);
  if (one && (isPointing || isMentioned)) return one;
  const called = nameIn(said, kind, verbs, taken);
  if (called !== '') return { input: {}, needs: [needOf(kind, called)], isNamed: true };
  if (one) return one;
  return { input: {}, asks: `Which ${kind.what} do you mean? Give me ${kind.example}.`, isNamed: false };
}

export function nameIn(said: Said, { nouns }: Pick<Kind, 'nouns'>, verbs: string, taken: readonly Found[]): string {
  const ignored = new Set([...asking, ...[...nouns.split(' '), ...verbs.split(' ')].map(plainOf)]);
  const places = [
    ...taken,
    ...said.emails,
    ...said.phones,
    ...said.amounts,
    ...said.percents,
    ...said.sizes,
    ...said.periods,
    ...said.numbers,
  ];
  return properName(rest(said, ignored, places));
}

/** `Jane Smith moved away`: of a whole sentence, the words that are written as a name. */
function properName(left: string): string {
  const run = /\p{Lu}[\p{L}'’.-]*(?:\s+(?:&\s+)?\p{Lu}[\p{L}'’.-]*)+/u.exec(left)?.[0];
  if (run === undefined) return left;
  const others = left.replace(run, ' ').trim().split(/\s+/).filter(Boolean);
  return others.length >= 2 && others.every((word) => /^\p{Ll}/u.test(word)) ? run : left;
}

function needOf({ field, what, at: place, finder }: Kind, called: string): Need {
  return { into: field, what, at: place, called, find: { tool: finder, input: { query: called.slice(0, 120) } } };
}

/** A workbook by its name, where a sentence says which words are its name. */
export function workbookNamed(called: string): Reference {
  return { input: {}, needs: [needOf(workbook, called)], isNamed: true };
}

export function clientNeed(called: string): Need {
  return needOf(client, called);
}

/** Everything after the first colon, or between quotation marks: what somebody dictates. */
export function dictated(said: Said): { body: string; at: Found } | null {
  const colon = /:\s*(?=\S)/.exec(said.text);
  const [quoted] = said.quoted;
  if (quoted && (!colon || quoted.start < colon.index)) return { body: quoted.text, at: quoted };
  if (!colon) return null;
  const start = colon.index;
  const body = said.text.slice(start + colon[0].length).trim();
  const inner = said.quoted.find((each) => each.start >= start && each.end >= said.text.trimEnd().length);
  return {
    body: inner && body.length === inner.end - inner.start ? inner.text : body,
    at: { start, end: said.text.length, text: body },
  };
}

/** An input from a reference and the other fields; a question of the reference comes first. */
export function request(
  confidence: number,
  reference: Reference,
  input: Readonly<Record<string, unknown>> = {},
  asks?: string,
): Recognised {
  const question = reference.asks ?? asks;
  return {
    confidence,
    input: { ...reference.input, ...input },
    ...(reference.needs && { needs: reference.needs }),
    ...(question !== undefined && { asks: question }),
  };
}
