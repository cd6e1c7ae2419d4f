import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { ChatMessage, MessageFacts } from '../ai/message.ts';
import { ModelFault } from '../ai/model.ts';
import { problemOf } from '../ai/run/problem.ts';
import { Answer, type MessageActions } from './answer.tsx';

const actions: MessageActions = {
  retry() {},
  goOn() {},
  edit() {},
  turnTo() {},
  decide: async () => {},
  undo: async () => {},
};

function drawn(metadata: MessageFacts, { isLast = true, mayWrite = true } = {}): string {
  const message: ChatMessage = { id: 'a', role: 'assistant', metadata, parts: [{ type: 'text', text: 'Half an' }] };
  return renderToStaticMarkup(<Answer {...{ message, actions, isLast, mayWrite }} models={[]} isRunning={false} />);
}

const problem = problemOf(new ModelFault('broken', 'The answer of Sonnet broke off.'));

test.each<[string, MessageFacts, { isLast?: boolean; mayWrite?: boolean }, string[]]>([
  ['the last one can go on', { status: 'interrupted', problem }, {}, ['Continue']],
  ['an earlier one can only be made again', { status: 'interrupted', problem }, { isLast: false }, ['Try again']],
  ['so can one that said nothing', { status: 'failed', problem }, {}, ['Try again']],
  ['a reader can do neither', { status: 'interrupted', problem }, { mayWrite: false }, []],
  ['an earlier one that was stopped', { status: 'stopped' }, { isLast: false }, ['Try again']],
  ['a whole one needs nothing', { status: 'complete' }, {}, []],
])('what is said of an answer and what can be done about it fit: %s', (_, facts, place, offered) => {
  const html = drawn(facts, place);
  expect(['Continue', 'Try again'].filter((label) => html.includes(`>${label}<`))).toEqual(offered);
  expect(html.includes('broke off')).toBe(facts.problem !== undefined);
  // The sentence leaves the next step to the button.
  expect(html).not.toMatch(/go on|try again\./i);
});
