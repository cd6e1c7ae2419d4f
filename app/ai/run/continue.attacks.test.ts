import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { chatMessage } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asks, join, says, script } from '#tests/support/assistant.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { written } from '#tests/support/assistant-tools.ts';
import type { StoredPart } from '../conversation/parts.ts';
import { ModelFault, type ModelPart } from '../model.ts';

const stage = assistantStage();

async function* breaksOff(words: string): AsyncGenerator<ModelPart> {
  yield { type: 'text-start', id: '0' };
  yield { type: 'text-delta', id: '0', delta: words };
  throw new ModelFault('broken', 'The answer of Candlefish broke off.');
}

describe('an answer that goes on for somebody who may see less than who asked', () => {
  test.each([
    ['rests on what an earlier answer found', true],
    ['found it itself', false],
  ])('and %s is not told, not sent to a model, and not overwritten', async (_, isEarlier) => {
    script((__, turn) => {
      if (turn === 0) return asks(['test_secret', {}]);
      return turn === 1 && isEarlier ? says('It is 1234.') : breaksOff('Again: 1234 ');
    });
    const id = await stage.me.begin();
    let { messageId } = (await stage.me.say(id, 'What is the combination?')).chunks[0];
    if (isEarlier) messageId = (await stage.me.say(id, 'Once more?', { parentId: messageId })).chunks[0].messageId;
    await stage.me.ask('PATCH', `conversations/${id}`, { openTo: 'write' });
    const before = (await stage.me.read(id)).json.messages;
    expect(before.at(-1).metadata.status).toBe('interrupted');

    const { calls } = script(() => says('It was 1234.'));
    const reader = stage.as(await join(stage.owner, 'member'));
    const told = await reader.ask('POST', `conversations/${id}/continue`, { messageId });
    expect(told.status).toBe(403);
    expect(told.json.error.message).toMatch(/you may not see.*\.$/);
    expect(told.text).not.toContain('1234');
    expect(calls).toEqual([]);
    expect((await stage.me.read(id)).json.messages).toEqual(before);

    const further = await stage.me.ask('POST', `conversations/${id}/continue`, { messageId });
    expect(further.said).toBe('Again: 1234 It was 1234.');
    expect((await stage.me.read(id)).text).toContain('The combination is 1234.');
  });
});

describe('what a tool that may write unasked did before its process died', () => {
  /** What is left of an answer whose process was killed: what was saved of it, and a sign of life that grows old. */
  async function kill(messageId: string, left: (parts: StoredPart[]) => StoredPart[]): Promise<void> {
    await withTenant(stage.owner, async (tx) => {
      const [row] = await tx.select().from(chatMessage).where(eq(chatMessage.id, messageId));
      const parts = left(row?.parts as StoredPart[]);
      const beatAt = new Date(Date.now() - 20_000);
      await tx.update(chatMessage).set({ status: 'streaming', parts, beatAt }).where(eq(chatMessage.id, messageId));
    });
  }

  const lost: [string, (parts: StoredPart[]) => StoredPart[]][] = [
    ['nothing of its answer was saved', () => []],
    ['only the words before it were saved', (parts) => parts.slice(0, 2)],
    [
      'the call was saved without its result',
      (parts) =>
        parts.map((part) => {
          if (part.type !== 'dynamic-tool') return part;
          const { type, toolName, toolCallId, title, input } = part;
          return { type, toolName, toolCallId, title, input, state: 'input-available' };
        }),
    ],
  ];

  async function* wordsAndCall(): AsyncGenerator<ModelPart> {
    yield { type: 'text-start', id: '0' };
    yield { type: 'text-delta', id: '0', delta: 'I write her down. ' };
    yield* asks(['test_write', { name: 'Ada' }]);
  }

  /** Writes until it is told that it did. */
  const writer = () =>
    script(({ prompt }) => {
      const isTold = JSON.stringify(prompt.filter(({ role }) => role === 'tool')).includes('and it was done');
      return isTold ? says('She is there.') : wordsAndCall();
    });

  async function writtenDown(): Promise<{ id: string; messageId: string }> {
    writer();
    const id = await stage.me.begin();
    await stage.me.ask('PATCH', `conversations/${id}`, { allowedTools: ['test_write'] });
    const { messageId } = (await stage.me.say(id, 'Write Ada down.')).chunks[0];
    expect(await written(stage.owner.tenantId)).toEqual(['Ada']);
    return { id, messageId };
  }

  test.each(lost)('is shown, told to the model that goes on, and not done again: %s', async (_, left) => {
    const { id, messageId } = await writtenDown();
    await kill(messageId, left);
    const { messages } = (await stage.me.read(id)).json;
    expect(messages[1].metadata.status).toBe('interrupted');
    expect(messages[1].parts.filter(({ type }: { type: string }) => type === 'dynamic-tool')).toMatchObject([
      {
        toolName: 'test_write',
        state: 'output-available',
        output: { changeSet: { status: 'applied', canUndo: true } },
      },
    ]);
    const further = await stage.me.ask('POST', `conversations/${id}/continue`, { messageId });
    expect(further.chunks.at(-1).messageMetadata.status).toBe('complete');
    expect(further.said).toMatch(/She is there\.$/);
    expect(await written(stage.owner.tenantId)).toEqual(['Ada']);
    const kept = (await stage.me.read(id)).json.messages[1].parts;
    expect(kept.filter(({ type }: { type: string }) => type === 'dynamic-tool')).toHaveLength(1);
  });

  test.each(lost)('is told to a model that answers the next question: %s', async (_, left) => {
    const { id, messageId } = await writtenDown();
    await kill(messageId, left);
    const next = await stage.me.say(id, 'Is Ada there?', { parentId: messageId });
    expect(next.said).toBe('She is there.');
    expect(await written(stage.owner.tenantId)).toEqual(['Ada']);
  });
});
