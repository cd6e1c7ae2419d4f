import type { Intent, Recognised } from '#app/ai/built-in/intent.ts';
import { pointedAt } from '#app/ai/built-in/point.ts';
import { readTakeoff, type TakeoffSentence, takeoffRooms } from '../../domain/takeoff-sentence.ts';
import { clientNeed, clientOf } from './references.ts';

const start =
  /\b(?:draft|create|make|start|write|prepare|new|quick|do|need|give me|put together|work up|estimate|bid|quote)\b/i;
const noun = /\b(?:estimate|bid|quote|takeoff)s?\b/i;
/** `estimate for Ada Moss:` and what may end the name. */
const whom =
  /\b(?:estimate|bid|quote|takeoff)\s+(?:for|to)\s+(?:the\s+)?(?:(?:new\s+)?(?:client|customer)\s+)?(.+?)(?=\s*[:,;\n]|\s+[-–—]\s|\s+with\b|\.\s|$)/i;

export const draftEstimate: Intent = {
  tool: 'paintbox_draft_estimate',
  example: 'Draft an estimate for Ada Moss: two bedrooms 12x15x8, two coats on walls, one on ceilings, skip closets',
  words: ['draft', 'estimate', 'bedroom', 'closet', 'ceiling'],
  recognise(said) {
    if (!noun.test(said.text) || !start.test(said.text) || said.numbers.length > 0) return null;
    if (
      said.has(
        'find',
        'show',
        'list',
        'open',
        'delete',
        'rename',
        'extend',
        'withdraw',
        'explain',
        'why',
        'which',
        'remove',
        'add',
        'set',
        'change',
      )
    )
      return null;
    const named = whom.exec(said.text);
    const before = named ? said.text.slice(0, named.index) : '';
    const takeoffText = named ? said.text.slice(named.index + named[0].length) : said.text;
    const takeoff = readTakeoff(takeoffText, said.facts.units);
    const isNew =
      said.has('draft', 'new', 'create', 'make', 'start', 'quick', 'write', 'put together', 'work up', 'do', 'need') ||
      takeoff.rooms.length > 0;
    if (!isNew || (said.has('quote') && takeoff.rooms.length === 0) || /\binto\b/i.test(before)) return null;
    return drafted(takeoff, said.quoted[0]?.text, named?.[1]?.trim(), said, takeoff.rooms.length > 0 ? 0.92 : 0.7);
  },
};

type Said = Parameters<Intent['recognise']>[0];

function drafted(
  takeoff: TakeoffSentence,
  title: string | undefined,
  called: string | undefined,
  said: Said,
  confidence: number,
): Recognised {
  const isNewClient = /\bnew (?:client|customer)\b/i.test(said.text);
  const isRoom = called !== undefined && readTakeoff(called, said.facts.units).rooms.length > 0;
  const client = isRoom || !called || /^(?:this|the|that|him|her|them)\b/i.test(called) ? null : called;
  const near = client ? null : pointedAt(said, /^\/t\/[^/]+\/paintbox\/clients\/([0-9a-f-]{36})/);
  const reference =
    client === null ? clientOf(said, { taken: [{ start: 0, end: said.text.length, text: said.text }] }) : null;
  const asks =
    questionOf(takeoff, isRoom) ??
    (client || near?.kind === 'one' ? undefined : 'Whom is the estimate for? Give me the client’s name.');
  return {
    confidence,
    input: {
      ...(title && { title }),
      ...(client && isNewClient && { newClient: client }),
      ...(!client && near?.kind === 'one' && reference?.input),
      rooms: takeoff.missing.length > 0 ? [] : takeoffRooms(takeoff),
    },
    ...(client && !isNewClient && { needs: [clientNeed(client)] }),
    ...(asks !== undefined && { asks }),
  };
}

/** What has to be asked before a number may be believed: nothing is left out without a word. */
function questionOf({ missing, notUnderstood }: TakeoffSentence, isRoom: boolean): string | undefined {
  if (missing[0] !== undefined) return missing.join(' ');
  if (isRoom || notUnderstood.length === 0) return undefined;
  const words = notUnderstood.map(({ text }) => `“${text}”`).join(', ');
  return `I understood the rooms, but not ${words}. Can you write the request again without it, or in other words?`;
}
