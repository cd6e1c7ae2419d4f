import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asks, join, says, script, type Talker } from '#tests/support/assistant.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { written } from '#tests/support/assistant-tools.ts';
import type { ShownChangeSet } from '../message.ts';

const stage = assistantStage();

/** A conversation in which a change waits to be decided by whoever asked for it. */
async function waiting(asker: Talker, id: string, parentId: string | null = null): Promise<ShownChangeSet> {
  script((_, turn) => (turn === 0 ? asks(['test_write', { name: randomUUID() }]) : says('As you wish.')));
  const told = await asker.say(id, 'Write a name down.', { parentId });
  return told.chunks.find(({ type }) => type === 'tool-output-available').output.changeSet;
}

const allowed = async (id: string) => (await stage.me.read(id)).json.conversation.allowedTools;

function decide(
  who: Talker,
  id: string,
  set: Pick<ShownChangeSet, 'id' | 'fingerprint'>,
  decision: 'approve' | 'refuse',
  more: { input?: unknown; allowTool?: string } = {},
) {
  const { input, allowTool = 'test_write' } = more;
  const decisions = [{ id: set.id, fingerprint: set.fingerprint, decision, input }];
  return who.ask('POST', `conversations/${id}/changes`, { decisions, allowTool });
}

describe('a tool runs unasked in a conversation', () => {
  test('once a change of it was approved with that wish and done', async () => {
    const id = await stage.me.begin();
    const set = await waiting(stage.me, id);
    const { json } = await decide(stage.me, id, set, 'approve');
    expect(json.changeSets[0].status).toBe('applied');
    expect(await allowed(id)).toEqual(['test_write']);
    await stage.runs.find(stage.owner.tenantId, id)?.done;
    const [, answer] = (await stage.me.read(id)).json.messages;
    await waiting(stage.me, id, answer.id);
    expect(await written(stage.owner.tenantId)).toHaveLength(2);
  });

  test.each([
    ['the fingerprint is not that of what was shown', 409, (set: ShownChangeSet) => ({ ...set, fingerprint: 'f' })],
    ['the change is none', 404, (set: ShownChangeSet) => ({ ...set, id: randomUUID() })],
  ])('not when %s', async (_, status, forged) => {
    const id = await stage.me.begin();
    const set = await waiting(stage.me, id);
    expect((await decide(stage.me, id, forged(set), 'approve')).status).toBe(status);
    expect(await allowed(id)).toEqual([]);
    expect(await written(stage.owner.tenantId)).toEqual([]);
  });

  test('not when the change is refused, before or with that wish', async () => {
    const id = await stage.me.begin();
    const set = await waiting(stage.me, id);
    for (const decision of ['refuse', 'approve'] as const) {
      const { json } = await decide(stage.me, id, set, decision);
      expect(json.changeSets[0].status).toBe('refused');
      expect(await allowed(id)).toEqual([]);
    }
    expect(await written(stage.owner.tenantId)).toEqual([]);
  });

  test('not when the change was edited and only shown anew', async () => {
    const id = await stage.me.begin();
    const set = await waiting(stage.me, id);
    const { json } = await decide(stage.me, id, set, 'approve', { input: { name: 'Another' } });
    expect(json.changeSets[0].status).toBe('proposed');
    expect(await allowed(id)).toEqual([]);
  });

  test('never one that reads, or that is not there', async () => {
    const id = await stage.me.begin();
    const set = await waiting(stage.me, id);
    for (const allowTool of ['test_look', 'drop_tables'])
      expect((await decide(stage.me, id, set, 'approve', { allowTool })).status).toBe(422);
    expect(await written(stage.owner.tenantId)).toEqual([]);
    expect(await allowed(id)).toEqual([]);
  });

  test('not by somebody who may write in it and is not its owner: they decide their own change alone', async () => {
    const id = await stage.me.begin();
    await stage.me.ask('PATCH', `conversations/${id}`, { openTo: 'write' });
    const admin = stage.as(await join(stage.owner, 'admin'));
    const set = await waiting(admin, id);
    expect(set.askedBy).toBe(admin.member.userId);
    expect((await decide(admin, id, set, 'approve')).status).toBe(403);
    expect(await written(stage.owner.tenantId)).toEqual([]);
    // Nor does its owner by approving what another asked for.
    expect((await decide(stage.me, id, set, 'approve')).status).toBe(404);
    expect(await allowed(id)).toEqual([]);
    const decisions = [{ id: set.id, fingerprint: set.fingerprint, decision: 'approve' }];
    const { json } = await admin.ask('POST', `conversations/${id}/changes`, { decisions });
    expect(json.changeSets[0].status).toBe('applied');
    expect(await allowed(id)).toEqual([]);
  });
});

test('who reads a conversation is told who asked for a change, and who they are themselves', async () => {
  const id = await stage.me.begin();
  await stage.me.ask('PATCH', `conversations/${id}`, { openTo: 'write' });
  const set = await waiting(stage.me, id);
  expect(set.askedBy).toBe(stage.owner.userId);
  const admin = stage.as(await join(stage.owner, 'admin'));
  const { json } = await admin.read(id);
  expect(json.me).toBe(admin.member.userId);
  expect(json.messages[1].parts.at(-1).output.changeSet.askedBy).toBe(stage.owner.userId);
});
