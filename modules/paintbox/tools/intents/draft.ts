import type { Intent, Recognised } from '#app/ai/built-in/intent.ts';
import { pointedAt } from '#app/ai/built-in/point.ts';
import { plainVocabulary, readTakeoff } from '../../domain/spoken-takeoff/read.ts';
import type { TakeoffSentence } from '../../domain/spoken-takeoff/sentence.ts';
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
    const { sentence, takeoff, isNamed } = spokenOf(said, named);
    const before = said.text.slice(0, named?.index ?? 0);
    const isNew =
      said.has('draft', 'new', 'create', 'make', 'start', 'quick', 'write', 'put together', 'work up', 'do', 'need') ||
      takeoff.rooms.length > 0;
    if (!isNew || (said.has('quote') && takeoff.rooms.length === 0) || /\binto\b/i.test(before)) return null;
    const called = isNamed ? named?.[1]?.trim() : undefined;
    return drafted(said, { sentence, takeoff, called, title: titleIn(said, sentence) });
  },
};

type Said = Parameters<Intent['recognise']>[0];

interface Spoken {
  sentence: string;
  takeoff: TakeoffSentence;
}

/** What is to be painted, and whether the words after "estimate for" name a client: it may be rooms that they name, or stand after them. */
function spokenOf(said: Said, named: RegExpExecArray | null): Spoken & { isNamed: boolean } {
  const read = (text: string): Spoken => {
    const sentence = text.replace(/^[\s:,;–—-]+/, '').trim();
    return { sentence, takeoff: readTakeoff(sentence, plainVocabulary(said.facts.units)) };
  };
  if (!named) return { ...read(said.text), isNamed: false };
  const name = named[1] ?? '';
  const end = named.index + named[0].length;
  if (read(name).takeoff.rooms.length > 0) return { ...read(said.text.slice(end - name.length)), isNamed: false };
  const after = { ...read(said.text.slice(end)), isNamed: true };
  const before = { ...read(said.text.slice(0, named.index)), isNamed: true };
  return after.takeoff.rooms.length === 0 && before.takeoff.rooms.length > 0 ? before : after;
}

function drafted(
  said: Said,
  { sentence, takeoff, called, title }: Spoken & { called: string | undefined; title: string | undefined },
): Recognised {
  const isNewClient = /\bnew (?:client|customer)\b/i.test(said.text);
  const client = !called || /^(?:this|the|that|him|her|them)\b/i.test(called) ? null : called;
  const near = client ? null : pointedAt(said, /^\/t\/[^/]+\/paintbox\/clients\/([0-9a-f-]{36})/);
  const reference =
    client === null ? clientOf(said, { taken: [{ start: 0, end: said.text.length, text: said.text }] }) : null;
  // Words that are strange here may be names of the rate book: the tool, which has it, asks about those.
  const asks =
    takeoff.missing.join(' ') ||
    (client || near?.kind === 'one' ? undefined : 'Whom is the estimate for? Give me the client’s name.');
  return {
    confidence: takeoff.rooms.length > 0 ? 0.92 : 0.7,
    input: {
      ...(title && { title }),
      ...(client && isNewClient && { newClient: client }),
      ...(!client && near?.kind === 'one' && reference?.input),
      sentence,
    },
    ...(client && !isNewClient && { needs: [clientNeed(client)] }),
    ...(asks !== undefined && { asks }),
  };
}

/** What is quoted within the takeoff is a colour or a product, and no title. */
function titleIn(said: Said, sentence: string): string | undefined {
  const at = said.text.indexOf(sentence);
  return said.quoted.find(({ start, end }) => end <= at || start >= at + sentence.length)?.text;
}
