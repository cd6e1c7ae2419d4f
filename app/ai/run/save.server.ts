import { and, eq, sql } from 'drizzle-orm';
import { chatMessage } from '#db/schema/index.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { log } from '../../http/log.server.ts';
import { type StoredPart, storableJson, storableText, wordsOf } from '../conversation/parts.ts';
import type { ModelEntry } from '../models.ts';
import type { Answer } from './answer.ts';
import { type UsageRow, writeUsage } from './meter.server.ts';
import type { Plan } from './plan.server.ts';
import type { Ending } from './problem.ts';

interface Ended {
  parts: readonly StoredPart[];
  ending: Ending;
  entry: ModelEntry | null;
  usage: readonly UsageRow[];
  /** What was set aside for calls that are over. */
  released: readonly string[];
}

/** Waits between the tries to save an answer, in milliseconds. */
const retries = [200, 1_000, 3_000];

/**
 * Saves an answer as it ended, with what it cost, in one transaction. What it cost alone when another makes it by now. Never
 * throws: what cannot be saved is logged.
 */
export async function saveEnding(plan: Plan, ended: Ended): Promise<void> {
  for (const wait of [...retries, null]) {
    try {
      await write(plan, ended);
      return;
    } catch (error) {
      if (wait === null) {
        log().error({ err: error, conversation: plan.conversationId }, 'an answer was not saved');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function write(
  { who, conversationId, messageId, writer }: Plan,
  { parts, ending, entry, usage, released }: Ended,
): Promise<void> {
  return withTenant({ tenantId: who.tenantId }, async (tx) => {
    await tx
      .update(chatMessage)
      .set({
        parts: sql`${storableJson(parts)}::jsonb`,
        text: storableText(wordsOf(parts)),
        // Another process may have ended it: its word stays.
        status: sql`case when ${chatMessage.status} = 'streaming' then ${ending.status} else ${chatMessage.status} end`,
        problem: ending.problem ?? null,
        model: entry?.id ?? null,
        provider: entry?.provider ?? null,
        finishedAt: sql`now()`,
        beatAt: sql`now()`,
      })
      .where(
        and(
          eq(chatMessage.id, messageId),
          eq(chatMessage.conversationId, conversationId),
          eq(chatMessage.writer, writer),
        ),
      );
    await writeUsage(tx, usage, released);
  });
}

/** An answer that goes on, as far as it is not saved. */
export interface Unsaved {
  messageId: string;
  writer: string;
  answer: Answer;
}

/**
 * Saves answers of one tenant while they are made: one statement for all of them, and of each only the parts that changed.
 * @returns the writers of those that are not theirs to write any more: stopped by another process, made by another, or deleted
 */
export async function checkpoint(tenantId: string, answers: readonly Unsaved[]): Promise<string[]> {
  const rows = answers.map(({ messageId, writer, answer }) => {
    const unsaved = answer.unsaved();
    answer.markSaved();
    return { id: messageId, writer, keep: unsaved?.keep ?? null, tail: unsaved?.tail ?? [] };
  });
  try {
    const alive = await withTenant({ tenantId }, (tx) =>
      tx.execute<{ writer: string }>(sql`
        update chat_message m set beat_at = now(), parts = case when given.keep is null then m.parts else
          coalesce((select jsonb_agg(part order by place) from jsonb_array_elements(m.parts) with ordinality kept (part, place)
            where place <= given.keep), '[]') || given.tail end
        from jsonb_to_recordset(${storableJson(rows)}::jsonb) given (id uuid, writer uuid, keep integer, tail jsonb)
        where m.id = given.id and m.writer = given.writer and m.status = 'streaming' returning m.writer`),
    );
    const ids = new Set(alive.rows.map(({ writer }) => writer));
    return answers.flatMap(({ writer }) => (ids.has(writer) ? [] : writer));
  } catch (error) {
    for (const { answer } of answers) answer.markUnsaved();
    throw error;
  }
}

/** Tells whichever process makes an answer in this conversation that it is stopped: it sees so when it next saves. */
export async function stopElsewhere(tx: TenantTx, conversationId: string): Promise<void> {
  await tx
    .update(chatMessage)
    .set({ status: 'stopped', finishedAt: sql`now()` })
    .where(and(eq(chatMessage.conversationId, conversationId), eq(chatMessage.status, 'streaming')));
}
