import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { ChatMessage, MessageFacts, ShownChangeSet } from '../ai/message.ts';
import { ModelFault } from '../ai/model.ts';
import { problemOf } from '../ai/run/problem.ts';
import { Answer, type AnswerProps, type MessageActions } from './answer.tsx';

const actions: MessageActions = {
  retry() {},
  goOn() {},
  edit() {},
  turnTo() {},
  decide: async () => {},
  undo: async () => {},
};

function markup(message: ChatMessage, given: Partial<AnswerProps>): string {
  const reader = { isLast: true, mayWrite: true, me: 'ada', isOwn: true, isRunning: false };
  return renderToStaticMarkup(<Answer {...{ message, actions }} models={[]} {...reader} {...given} />);
}

function drawn(metadata: MessageFacts, { isLast = true, mayWrite = true } = {}): string {
  const message: ChatMessage = { id: 'a', role: 'assistant', metadata, parts: [{ type: 'text', text: 'Half an' }] };
  return markup(message, { isLast, mayWrite });
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

const changeSet: ShownChangeSet = {
  id: 'c',
  tool: 'test_write',
  label: 'Write',
  effect: 'write',
  summary: 'Write Ada down',
  changes: [],
  fingerprint: 'f',
  askedBy: 'ada',
  status: 'proposed',
  canUndo: false,
  expiresAt: '2999-01-01T00:00:00Z',
};

/** An answer that proposes two changes, the second of them with what is given. */
function proposing(second: Partial<ShownChangeSet> = {}): ChatMessage {
  const called = { type: 'dynamic-tool', toolName: 'test_write', input: {}, state: 'output-available' } as const;
  return {
    id: 'a',
    role: 'assistant',
    metadata: { status: 'waiting' },
    parts: [changeSet, { ...changeSet, id: 'd', ...second }].map((each) => ({
      ...called,
      toolCallId: each.id,
      output: { kind: 'changes', changeSet: each },
    })),
  };
}

test.each<[string, Partial<AnswerProps>, Partial<ShownChangeSet>, Record<string, number>]>([
  ['whoever asked, in their own', {}, {}, { Approve: 2, 'Approve all': 1, Allow: 2 }],
  ['whoever asked, in a new one', { me: null }, {}, { Approve: 2, 'Approve all': 1, Allow: 2 }],
  ['whoever asked, in another’s', { isOwn: false }, {}, { Approve: 2, 'Approve all': 1, Allow: 0 }],
  ['the owner, of one that another asked for', {}, { askedBy: 'bob' }, { Approve: 1, 'Approve all': 0, Allow: 1 }],
  ['one who may write', { me: 'cleo', isOwn: false }, {}, { Approve: 0, 'Approve all': 0, Allow: 0 }],
  ['one who may only read by now', { mayWrite: false, isOwn: false }, {}, { Approve: 0, 'Approve all': 0, Allow: 0 }],
])('a change is offered to be decided to whom its door takes it from: %s', (_, reader, second, offered) => {
  const html = markup(proposing(second), reader);
  const count = (words: string) => html.split(words).length - 1;
  expect({ Approve: count('>Approve<'), 'Approve all': count('>Approve all<'), Allow: count('>Allow “') }).toEqual(
    offered,
  );
  expect(count('Whoever asked for it decides')).toBe(2 - count('>Approve<'));
});

test('what was done is taken back by whoever asked for it', () => {
  const done = { ...changeSet, status: 'applied', canUndo: true } as const;
  expect(markup(proposing({ ...done, id: 'd' }), {})).toContain('>Undo<');
  expect(markup(proposing({ ...done, id: 'd' }), { me: 'cleo' })).not.toContain('>Undo<');
});
