import type { Intent } from '#app/ai/built-in/intent.ts';
import { asking, type Found, rest, type Said } from '#app/ai/built-in/said.ts';
import { dictated } from './references.ts';

const ignored = new Set([...asking, 'answer', 'reply', 'respond', 'question', 'client', 'customer', 'quote']);

const ofQuestion = /[#?&/](?:question[-=/])([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i;

/** `Tell Ben that we do`, when questions were just spoken of: what follows the name is the answer. */
function toldTo(said: Said): { name: string; body: string; at: Found } | null {
  if (!said.around.spokenOf.flat().some(({ href }) => ofQuestion.test(href))) return null;
  const match =
    /^\s*(?:please\s+)?(?:tell|let)\s+(\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)?)\s+(?:know\s+)?(?:that\s+)?(.{2,})$/su.exec(
      said.text,
    );
  const [, name, body] = match ?? [];
  if (!match || !name || !body) return null;
  return { name, body: body.trim(), at: { start: match.index, end: said.text.length, text: match[0] } };
}

export const answerQuestion: Intent = {
  tool: 'paintbox_answer_question',
  example: 'Answer Ben’s question: yes, two coats are included',
  words: ['answer', 'question'],
  recognise(said) {
    const told = toldTo(said);
    if (!told && (!said.has('answer', 'reply', 'respond') || !said.has('question', 'client', 'customer'))) return null;
    const body = told ?? dictated(said);
    const called = told?.name ?? rest(said, ignored, body ? [body.at] : []);
    return {
      confidence: 0.9,
      input: body ? { body: body.body } : {},
      // Its id is only in the list of what waits.
      needs: [
        {
          into: 'question',
          what: 'question',
          called,
          find: { tool: 'paintbox_list_questions', input: {} },
          at: ofQuestion,
        },
      ],
      ...(!body && { asks: 'What should the answer say? Put it after a colon.' }),
    };
  },
};
