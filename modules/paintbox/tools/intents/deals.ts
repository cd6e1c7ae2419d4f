import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Said } from '#app/ai/built-in/said.ts';
import { dealOf, nameIn, request } from './references.ts';

const stages: [RegExp, string][] = [
  [/ (won|win) /, 'won'],
  [/ (lost|lose|dead|fell through|fallen through|went with (someone|somebody|another)) /, 'lost'],
  [/ quoted /, 'quoted'],
  [/ estimating /, 'estimating'],
  [/ lead /, 'lead'],
];

function stageIn(said: Said) {
  return stages.find(([pattern]) => pattern.test(said.plain))?.[1];
}

const stageWords =
  'won win lost lose dead fell fallen through went with someone somebody else another quoted estimating lead stage';

/** `The Harbor View deal is dead`: said of one deal, and no question. */
const isTold = (said: Said) =>
  /\bdeal\b/i.test(said.text) &&
  !/\?\s*$|^\s*(?:what|which|is|are|was|did|how|who|why|show|list|find)\b/i.test(said.text);

export const listDeals: Intent = {
  tool: 'paintbox_list_deals',
  example: 'List the deals we won',
  words: ['deal'],
  recognise(said) {
    if (!/\b(deals|opportunities|pipeline)\b/i.test(said.text) || said.has('move', 'mark', 'set', 'delete', 'create'))
      return null;
    const stage = stageIn(said);
    const query = said.quoted[0]?.text ?? nameIn(said, { nouns: `deal opportunity pipeline ${stageWords}` }, '', []);
    return { confidence: 0.82, input: { ...(query && { query }), ...(stage && { stage }) } };
  },
};

export const moveDeal: Intent = {
  tool: 'paintbox_move_deal',
  example: 'Move the Moss repaint deal to won',
  words: ['move', 'stage'],
  recognise(said) {
    const stage = stageIn(said);
    const isMove = said.has('move', 'mark', 'put', 'set', 'change');
    if (
      !(isMove || (stage !== undefined && isTold(said))) ||
      !(said.has('deal', 'stage') || (stage !== undefined && said.has('as', 'mark it', 'mark that', 'mark this')))
    )
      return null;
    const deal = dealOf(said, { verbs: `move mark put set change got get landed to as into ${stageWords}` });
    return request(
      0.86,
      deal,
      stage ? { stage } : {},
      stage ? undefined : 'To which stage: lead, estimating, quoted, won or lost?',
    );
  },
};
