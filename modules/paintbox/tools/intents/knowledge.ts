import type { Intent } from '#app/ai/built-in/intent.ts';
import { asking, rest, type Said } from '#app/ai/built-in/said.ts';
import { plainOf } from '#app/ai/built-in/words.ts';

const isQuestion = (said: Said) =>
  /\?\s*$/.test(said.text) ||
  /^\s*(?:(?:so|and|ok|okay|hey|also)[, ]+)?(?:how|what|when|where|which|who|why|can|could|do|does|is|are|should|must|may|will|would)\b/i.test(
    said.text,
  );

/** What sheets of products, rules of work and terms of a painting business speak of. */
const trade: ReadonlySet<string> = new Set(
  [
    'primer prime paint painting coat dry drying cure curing recoat sand sanding caulk stain lacquer varnish enamel latex thinner solvent',
    'rag wallpaper lead asbestos mold mould mildew respirator mask goggle glove ladder scaffold scaffolding lift spray spraying sprayer roller brush',
    'tape masking prep putty patch patching drywall plaster stucco masonry sheen gloss semigloss eggshell satin matte voc osha epa humidity',
    'temperature deposit payment retainer warranty guarantee insured insurance liability license permit cleanup disposal dispose overtime safety practice',
  ]
    .join(' ')
    .split(' ')
    .map(plainOf),
);

/** A figure, a measure or a name: it speaks of a record, and no document knows it. */
const isOfRecord = (said: Said) =>
  said.numbers.length + said.sizes.length + said.amounts.length + said.periods.length > 0 ||
  /(?<=\p{Ll}[,;]?\s)\p{Lu}\p{Ll}+/u.test(said.text) ||
  said.has('this', 'that', 'he', 'she', 'his', 'her');

/**
 * `How long does primer take to dry?`: a question on the work itself, which names no tool. What the business has written down
 * is looked through; whatever names a record or a figure is for the tool of that.
 */
export const askKnowledge: Intent = {
  tool: 'knowledge_search',
  example: 'How long does primer need to dry?',
  recognise(said) {
    const isOfTrade = said.words.some(({ plain }) => trade.has(plain));
    if (!isOfTrade || !isQuestion(said) || isOfRecord(said)) return null;
    const query = said.quoted[0]?.text ?? rest(said, asking);
    return { confidence: 0.52, input: { query: (query || said.text).slice(0, 300) } };
  },
};
