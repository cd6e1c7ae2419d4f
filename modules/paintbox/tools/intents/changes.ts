import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Found, Said } from '#app/ai/built-in/said.ts';
import { countOf } from '#app/values/number-words.ts';
import { takeoffRooms } from '../../domain/spoken-takeoff/for-tools.ts';
import { plainVocabulary, readTakeoff } from '../../domain/spoken-takeoff/read.ts';
import { ROOM, SURFACE, surfaceWords } from '../../domain/spoken-takeoff/words.ts';
import { estimateNumberIn, estimateOf, request } from './references.ts';

const verbs =
  'add put include remove drop delete take out off from to in into on set change make update raise lower line room item extra surface for three two one coat coats of the at price cost lump sum material with instead only';
const onPage = (said: Said) => /\/paintbox\/estimates\/[0-9a-f-]{36}/.test(said.around.page?.path ?? '');

type Edit = { edit: Readonly<Record<string, unknown>>; taken: Found[] };

/** One edit of an estimate in one sentence. */
export const changeEstimate: Intent = {
  tool: 'paintbox_change_estimate',
  example: 'In E-1042 set walls to three coats',
  words: ['remove', 'coat', 'ceiling', 'scaffolding'],
  recognise(said) {
    const isNear =
      estimateNumberIn(said) !== undefined ||
      onPage(said) ||
      said.has('estimate', 'bid', 'it') ||
      said.around.spokenOf.length > 0;
    if (
      !isNear ||
      said.has(
        'client',
        'customer',
        'note',
        'member',
        'rename',
        'draft',
        'deal',
        'workbook',
        'question',
        'every estimate',
        'all estimate',
      )
    )
      return null;
    const found = readers.map((read) => read(said)).find((edit) => edit !== null);
    if (!found) return null;
    const number = estimateNumberIn(said);
    // The rest of the sentence is the edit: an estimate is named by its number, or it is the one that is near.
    const everything = [{ start: 0, end: said.text.length, text: said.text }];
    const estimate = number
      ? { input: { estimate: `E-${number}` }, isNamed: true }
      : estimateOf(said, { verbs, taken: everything });
    return request(0.87, estimate, { edits: [found.edit] });
  },
};

const readers: readonly ((said: Said) => Edit | null)[] = [
  addLine,
  addRoom,
  changeRoom,
  surfaceCoats,
  removeLine,
  removeSurface,
  removeRoom,
  addSurface,
];

function matched(said: Said, pattern: RegExp): RegExpExecArray | null {
  return pattern.exec(said.text);
}

const because = (said: Said) => ({ because: said.text.trim().slice(0, 200) });

/** `add a line "Scaffolding" for $350`, `add $200 for a dump fee`. */
function addLine(said: Said): Edit | null {
  if (!said.has('add', 'put', 'include', 'charge', 'throw in', 'tack on', 'toss in') || said.amounts.length !== 1)
    return null;
  const [amount] = said.amounts;
  if (!amount) return null;
  const after = matched(
    said,
    /(?:for|as)\s+(?:an?\s+|the\s+)?([\p{L}][\p{L} -]{1,60}?)(?=\s+(?:to|on|in|for)\b|[,.]|$)/iu,
  )?.[1];
  const before = matched(
    said,
    /\b(?:add|throw in|tack on|toss in)\s+(?:an?\s+)?(?:line\s+|item\s+|extra\s+)?(?:for\s+)?([\p{L}][\p{L} -]{1,60}?)\s+(?:for|at|of|:)/iu,
  )?.[1];
  const label = said.quoted[0]?.text ?? before ?? after;
  if (!label) return null;
  const basis = said.has('at cost', 'our cost') ? { basis: 'cost' } : {};
  return { edit: { do: 'add_line', label, amount: amount.value, ...basis, ...because(said) }, taken: [amount] };
}

function addRoom(said: Said): Edit | null {
  if (!said.has('add', 'include') || said.sizes.length === 0) return null;
  const text = said.text
    .replace(/^.*?\b(?:add|include)\b/i, '')
    .replace(/\b(?:to|in)\s+(?:this|that|the|it|E-?\s?\d+|estimate)[^:,]*:?/i, ' ')
    .replace(/\b(?:a\s+)?(?:new\s+)?room\b\s*:?/i, ' ');
  const takeoff = readTakeoff(text, plainVocabulary(said.facts.units));
  const [room] = takeoff.missing.length === 0 ? takeoffRooms(takeoff) : [];
  return room && takeoff.rooms.length === 1 && takeoff.notUnderstood.length === 0
    ? { edit: { do: 'add_room', room }, taken: [] }
    : null;
}

/** `make the bedroom 14 ft long`, `set the height of the kitchen to 9 ft`. */
function changeRoom(said: Said): Edit | null {
  if (!said.has('set', 'change', 'make', 'update')) return null;
  const room = roomIn(said);
  const side = said.has('height', 'high', 'tall')
    ? 'height'
    : said.has('width', 'wide')
      ? 'width'
      : said.has('length', 'long')
        ? 'length'
        : null;
  const length = matched(said, /\d+(?:[.,]\d+)?\s*(?:'(?:\s*\d+")?|ft|feet|foot|m|cm|met(?:er|re)s?)(?![\p{L}])/iu);
  if (!room || !side || !length) return null;
  return { edit: { do: 'change_room', room, [side]: length[0], ...because(said) }, taken: [] };
}

function surfaceCoats(said: Said): Edit | null {
  const coats = matched(said, /\b(\d|an?|one|two|three|four|five|single|double)\s+coats?\b/i);
  const surface = surfaceIn(said);
  if (
    !coats ||
    !surface ||
    !said.has(
      'set',
      'change',
      'make',
      'give',
      'update',
      'use',
      'put',
      'bump',
      'raise',
      'go to',
      'go with',
      'switch',
      'up to',
      'down to',
    )
  )
    return null;
  const count = { single: 1, double: 2 }[(coats[1] ?? '').toLowerCase()] ?? countOf(coats[1] ?? '');
  if (count === undefined || count < 1 || count > 3) return null;
  const room = roomIn(said);
  return { edit: { do: 'change_surface', ...(room && { room }), surface, coats: count, ...because(said) }, taken: [] };
}

const isRemoval = (said: Said) => said.has('remove', 'drop', 'delete', 'take out', 'take off', 'leave out', 'skip');

function removeLine(said: Said): Edit | null {
  if (!isRemoval(said)) return null;
  const line = said.has('line', 'item', 'extra')
    ? (said.quoted[0]?.text ??
      matched(said, /\b(?:the\s+)?([\p{L}][\p{L} -]{0,60}?)\s+(?:line|item|extra)\b/iu)?.[1]?.replace(
        /^.*?\b(?:remove|drop|delete|out|off|skip)\b\s*(?:the\s+)?/i,
        '',
      ))
    : said.quoted[0]?.text;
  return line ? { edit: { do: 'remove_line', line, ...because(said) }, taken: [] } : null;
}

function removeSurface(said: Said): Edit | null {
  const surface = surfaceIn(said);
  if (!isRemoval(said) || !surface) return null;
  const room = roomIn(said);
  return { edit: { do: 'remove_surface', ...(room && { room }), surface, ...because(said) }, taken: [] };
}

function removeRoom(said: Said): Edit | null {
  const room = roomIn(said);
  return isRemoval(said) && room ? { edit: { do: 'remove_room', room, ...because(said) }, taken: [] } : null;
}

/** `add crown moulding to the living room`. */
function addSurface(said: Said): Edit | null {
  const [surface, room] = [surfaceIn(said), roomIn(said)];
  if (!said.has('add', 'include', 'paint') || !surface || !room) return null;
  const coats = matched(said, /\b([123]|one|two|three)\s+coats?\b/i)?.[1];
  return {
    edit: { do: 'add_surface', room, kind: surface, ...(coats && { coats: countOf(coats) }), ...because(said) },
    taken: [],
  };
}

function surfaceIn(said: Said): string | undefined {
  const word = matched(said, new RegExp(String.raw`(?<!\p{L})${SURFACE}(?!\p{L})`, 'iu'))?.[0];
  if (!word) return undefined;
  return surfaceWords.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'i').test(word))?.[0];
}

function roomIn(said: Said): string | undefined {
  const found = matched(
    said,
    new RegExp(String.raw`(?<!\p{L})${ROOM}(?:\s+\d{1,2}(?!\d|\s*(?:x|ft|coats?)))?(?!\p{L})`, 'iu'),
  )?.[0];
  return found && !/^rooms?$/i.test(found) ? found.replace(/^the\s+/i, '') : undefined;
}
