import type { Intent } from '#app/ai/built-in/intent.ts';
import { asking, rest } from '#app/ai/built-in/said.ts';
import { dictated } from './references.ts';

const ignored = new Set([...asking, 'answer', 'reply', 'respond', 'question', 'client', 'customer', 'quote']);

export const answerQuestion: Intent = {
  tool: 'paintbox_answer_question',
  example: 'Answer Ben’s question: yes, two coats are included',
  words: ['answer', 'question'],
  recognise(said) {
    if (!said.has('answer', 'reply', 'respond') || !said.has('question', 'client', 'customer')) return null;
    const body = dictated(said);
    const called = rest(said, ignored, body ? [body.at] : []);
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
          at: /[#?&/](?:question[-=/])([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i,
        },
      ],
      ...(!body && { asks: 'What should the answer say? Put it after a colon.' }),
    };
  },
};
