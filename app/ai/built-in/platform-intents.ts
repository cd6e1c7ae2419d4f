import { daysBetween } from '../../values/time.ts';
import type { Intent } from './intent.ts';
import { asking, type Found, rest, type Said } from './said.ts';
import { plainOf } from './words.ts';

function queryOf(said: Said, words: string, taken: readonly Found[] = []): string | undefined {
  const ignored = new Set([...asking, ...words.split(' ').map(plainOf)]);
  return said.quoted[0]?.text ?? (rest(said, ignored, taken) || undefined);
}

const listMembers: Intent = {
  tool: 'platform_list_members',
  example: 'Who is on the team?',
  words: ['member', 'team', 'colleague', 'employee'],
  recognise(said) {
    if (
      !said.has('member', 'team', 'crew', 'colleague', 'employee', 'staff', 'coworker') ||
      said.has('add', 'invite', 'remove', 'suspend', 'change', 'make', 'audit')
    )
      return null;
    const query = queryOf(
      said,
      'member team crew colleague employee staff coworker business work person people user account count many else part here belong',
    );
    return { confidence: 0.75, input: query ? { query } : {} };
  },
};

const showUsage: Intent = {
  tool: 'platform_show_usage',
  example: 'Show usage for the last 30 days',
  words: ['usage', 'quota', 'storage'],
  recognise(said) {
    if (!said.has('usage', 'quota', 'our plan', 'used', 'storage', 'limit')) return null;
    const [period] = said.periods;
    const days = period?.from ? Math.min(90, Math.max(1, daysBetween(period.from, said.today) + 1)) : null;
    return { confidence: 0.78, input: days ? { days } : {} };
  },
};

const didWhat =
  / (?:who|anybody|anyone|somebody|someone) (ha |has |was |is |did |been )*(changed?|changing|deleted?|deleting|suspended|removed?|removing|edited?|editing|invited|added|adding|sent|withdrew|archived|touched|touching|altered|moved|mess|messing|messed|playing|played|fiddling) /;

const searchAudit: Intent = {
  tool: 'platform_search_audit',
  example: 'What is in the audit log of last week?',
  words: ['audit', 'changed'],
  recognise(said) {
    const isAudit = said.has('audit', 'audit log', 'activity log', 'change log');
    if (
      !isAudit &&
      !didWhat.test(said.plain) &&
      !/^\s*what(?: has|'s)?(?: been)? (changed|happened)\b/i.test(said.text) &&
      !/^\s*what (?:did|has) \p{L}+(?: \p{Lu}\p{L}+)? (?:change|changed|do|done|delete|deleted|edit|edited|touch|touched)\b/iu.test(
        said.text,
      )
    )
      return null;
    const query = queryOf(
      said,
      'audit log activity change changed delete edit touch anybody anyone somebody someone done touched altered messed messing playing with around fiddled moved was has been did happened been business deleted suspended removed edited invited added sent check entry event record who last trail',
      said.periods,
    );
    const [period] = said.periods;
    return {
      confidence: isAudit ? 0.88 : 0.7,
      input: {
        ...(query && { query }),
        ...(period?.from && { from: period.from }),
        ...(period?.to && { to: period.to }),
      },
    };
  },
};

/** Something to be carried out, which reading does not do. */
const isErrand = (said: Said) => /^\s*(?:please\s+)?(?:e-?mail|mail|send|text|fax|forward|print)\b/i.test(said.text);

const searchKnowledge: Intent = {
  tool: 'knowledge_search',
  example: 'What does our safety manual say about ladders?',
  words: ['document', 'manual', 'policy', 'handbook'],
  recognise(said) {
    const isOfDocuments = said.has(
      'document',
      'manual',
      'policy',
      'handbook',
      'guideline',
      'knowledge',
      'data sheet',
      'procedure',
      'instruction',
    );
    const isAskedWhatItSays = /\bwhat (?:do|does|did) .+ (?:say|state|promise|cover|require)\b/i.test(said.text);
    if (!(isOfDocuments || isAskedWhatItSays) || said.has('delete', 'add', 'upload') || isErrand(said)) return null;
    const about = /\b(?:about|on|regarding|concerning)\s+(.+?)[?.!]*$/i.exec(said.text)?.[1];
    const query =
      said.quoted[0]?.text ??
      about ??
      queryOf(said, 'document manual policy handbook guideline knowledge according say said mention long');
    return { confidence: 0.8, input: { query: (query ?? said.text).slice(0, 300) } };
  },
};

const searchEverything: Intent = {
  tool: 'platform_search',
  example: 'Search everywhere for “primer”',
  words: ['search', 'everywhere'],
  recognise(said) {
    const isOpen = said.has(
      'search',
      'find',
      'look up',
      'lookup',
      'look for',
      'anything about',
      'everything about',
      'everywhere',
    );
    if (!isOpen) return null;
    const query = queryOf(said, 'search everywhere anywhere anything everything something word phrase', said.periods);
    if (!query || query.length < 2) return null;
    // Whatever names a kind of record is for the tool of that kind.
    return {
      confidence: said.has('everywhere', 'anything', 'everything') ? 0.8 : 0.55,
      input: { query: query.slice(0, 100) },
    };
  },
};

/** What the built-in model understands of the tools that every business has. */
export const platformIntents: readonly Intent[] = [
  listMembers,
  searchEverything,
  searchKnowledge,
  showUsage,
  searchAudit,
];
