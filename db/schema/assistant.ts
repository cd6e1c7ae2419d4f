import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { storedFile } from './activity.ts';
import { instant, tenantForeignKey, tenantTable, tenantUnique, timestamps } from './columns.ts';

/** Those that answer. `built-in` is our own and asks nobody. */
export const assistantProviders = ['built-in', 'anthropic', 'openai', 'together', 'fireworks'] as const;

/** What a business chose for its assistant. One row for a tenant that has chosen anything. */
export const assistantSettings = tenantTable(
  'assistant_settings',
  {
    /** Ids of the table of models, the preferred one first; the others take over when it fails. Empty: what the platform offers. */
    models: text('models').array().notNull().default(sql`'{}'`),
    /** What a calendar month of UTC may cost, in millionths of a US dollar. Null: no limit of its own. */
    monthlyBudgetMicros: bigint('monthly_budget_micros', { mode: 'number' }),
    memberBudgetMicros: bigint('member_budget_micros', { mode: 'number' }),
    /** What the assistant should know of the business and how to speak, in the words of an admin. */
    instructions: text('instructions').notNull().default(''),
    updatedBy: uuid('updated_by'),
    ...timestamps(),
  },
  (t) => [uniqueIndex('assistant_settings_tenant_key').on(t.tenantId)],
);

/** A key of a provider that a tenant brought, sealed. `hint` is its last four characters. */
export const assistantKey = tenantTable(
  'assistant_key',
  {
    provider: text('provider', { enum: assistantProviders }).notNull(),
    sealed: text('sealed').notNull(),
    hint: text('hint').notNull(),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [tenantUnique('assistant_key_provider_key', t, t.provider)],
);

/** A conversation with the assistant. It is its owner's alone until they share it. */
export const conversation = tenantTable(
  'conversation',
  {
    ownerId: uuid('owner_id').notNull(),
    title: text('title').notNull(),
    /** A name that a person gave is not replaced. */
    isNamed: boolean('is_named').notNull().default(false),
    /** An id of the table of models. Null: what the tenant prefers. */
    model: text('model'),
    /** The last message of the branch that is shown. */
    leafId: uuid('leaf_id'),
    pinnedAt: instant('pinned_at'),
    /** What everybody in the business may do with it. */
    openTo: text('open_to', { enum: ['nobody', 'read', 'write'] })
      .notNull()
      .default('nobody'),
    /** Tools that write and that its owner lets run here without asking each time. */
    allowedTools: text('allowed_tools').array().notNull().default(sql`'{}'`),
    lastMessageAt: instant('last_message_at').notNull().defaultNow(),
    ...timestamps(),
  },
  (t) => [index('conversation_owner_idx').on(t.tenantId, t.ownerId, t.lastMessageAt)],
);

/** A member whom a conversation was shared with. */
export const conversationShare = tenantTable(
  'conversation_share',
  {
    conversationId: uuid('conversation_id').notNull(),
    userId: uuid('user_id').notNull(),
    access: text('access', { enum: ['read', 'write'] }).notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('conversation_share_key', t, t.conversationId, t.userId),
    tenantForeignKey('conversation_share_conversation_fk', t, t.conversationId, () => conversation).onDelete('cascade'),
  ],
);

/**
 * What was said. Messages are a tree: one that was edited or answered again is another child of the same parent. An answer is
 * written while it streams, so that what was shown is never lost; `beatAt` tells whether somebody still writes it.
 */
export const chatMessage = tenantTable(
  'chat_message',
  {
    conversationId: uuid('conversation_id').notNull(),
    parentId: uuid('parent_id'),
    role: text('role', { enum: ['user', 'assistant'] }).notNull(),
    /** The parts of a UI message of the AI SDK. */
    parts: jsonb('parts').notNull(),
    /** Its words alone, for searching. */
    text: text('text').notNull().default(''),
    status: text('status', { enum: ['complete', 'streaming', 'waiting', 'stopped', 'interrupted', 'failed'] })
      .notNull()
      .default('complete'),
    authorId: uuid('author_id'),
    model: text('model'),
    provider: text('provider', { enum: assistantProviders }),
    /** The page that the person was on, and the records they mentioned. */
    context: jsonb('context'),
    /** Why it failed or was interrupted, in a sentence. */
    problem: text('problem'),
    beatAt: instant('beat_at'),
    /** Whoever makes the answer, another each time that it goes on: who was taken for dead and is not writes no more of it. */
    writer: uuid('writer'),
    createdAt: instant('created_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('chat_message_conversation_idx').on(t.tenantId, t.conversationId, t.createdAt),
    index('chat_message_parent_idx').on(t.tenantId, t.parentId, t.createdAt),
    index('chat_message_streaming_idx').on(t.tenantId, t.beatAt).where(sql`${t.status} = 'streaming'`),
    tenantForeignKey('chat_message_conversation_fk', t, t.conversationId, () => conversation).onDelete('cascade'),
  ],
);

/** A file that a person gave to a conversation. Without a message: it is still in the box that one types in. */
export const chatAttachment = tenantTable(
  'chat_attachment',
  {
    conversationId: uuid('conversation_id').notNull(),
    messageId: uuid('message_id'),
    fileId: uuid('file_id').notNull(),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantForeignKey('chat_attachment_conversation_fk', t, t.conversationId, () => conversation).onDelete('cascade'),
    tenantForeignKey('chat_attachment_file_fk', t, t.fileId, () => storedFile),
  ],
);

/**
 * Something that a tool would change, shown before it is done. It is done by the person who asked, once, as it was shown
 * (`fingerprint`), before it expires; `undo` is what the tool needs to take it back.
 */
export const changeSet = tenantTable(
  'change_set',
  {
    /** Absent for a program that came by MCP. */
    conversationId: uuid('conversation_id'),
    messageId: uuid('message_id'),
    toolCallId: text('tool_call_id').notNull(),
    tool: text('tool').notNull(),
    effect: text('effect', { enum: ['write', 'send', 'destroy'] }).notNull(),
    input: jsonb('input').notNull(),
    summary: text('summary').notNull(),
    changes: jsonb('changes').notNull(),
    /** SHA-256 of the tool, its input and its changes. */
    fingerprint: text('fingerprint').notNull(),
    status: text('status', { enum: ['proposed', 'applied', 'refused', 'failed', 'undone'] })
      .notNull()
      .default('proposed'),
    askedBy: uuid('asked_by').notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    outcome: jsonb('outcome'),
    undo: jsonb('undo'),
    undoneAt: instant('undone_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('change_set_call_key', t, t.messageId, t.toolCallId),
    index('change_set_conversation_idx').on(t.tenantId, t.conversationId),
    index('change_set_asked_idx').on(t.tenantId, t.askedBy, t.createdAt),
    tenantForeignKey('change_set_conversation_fk', t, t.conversationId, () => conversation).onDelete('cascade'),
  ],
);

/** What one call of a model took. Kept when its conversation is deleted: it was paid for. */
export const assistantUsage = tenantTable(
  'assistant_usage',
  {
    /** Null: nobody's question, such as the vectors of a document. */
    userId: uuid('user_id'),
    conversationId: uuid('conversation_id'),
    messageId: uuid('message_id'),
    purpose: text('purpose', { enum: ['chat', 'title', 'embedding'] }).notNull(),
    provider: text('provider', { enum: assistantProviders }).notNull(),
    model: text('model').notNull(),
    inputTokens: integer('input_tokens').notNull().default(0),
    cachedTokens: integer('cached_tokens').notNull().default(0),
    outputTokens: integer('output_tokens').notNull().default(0),
    /** In millionths of a US dollar; 0 when the tenant's own key paid. */
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull().default(0),
    isOwnKey: boolean('is_own_key').notNull().default(false),
    firstTokenMs: integer('first_token_ms'),
    durationMs: integer('duration_ms').notNull(),
    outcome: text('outcome', { enum: ['complete', 'stopped', 'interrupted', 'failed'] }).notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    index('assistant_usage_at_idx').on(t.tenantId, t.at),
    index('assistant_usage_user_idx').on(t.tenantId, t.userId, t.at),
  ],
);

/**
 * What a call of a model may come to, set aside before it is sent and taken away when what it took is written down under the
 * same id. One that outlives its process is what that process did not live to count.
 */
export const assistantHold = tenantTable('assistant_hold', {
  userId: uuid('user_id').notNull(),
  conversationId: uuid('conversation_id').notNull(),
  messageId: uuid('message_id').notNull(),
  purpose: text('purpose', { enum: ['chat', 'title'] }).notNull(),
  /** The model that is asked first. */
  provider: text('provider', { enum: assistantProviders }).notNull(),
  model: text('model').notNull(),
  isOwnKey: boolean('is_own_key').notNull(),
  inputTokens: integer('input_tokens').notNull(),
  /** As long as the answer may become. */
  outputTokens: integer('output_tokens').notNull(),
  /** At most, whichever of the models answers. 0: the tenant's own keys pay. */
  costMicros: bigint('cost_micros', { mode: 'number' }).notNull(),
  /** Characters that the answer held before this call. */
  saidBefore: integer('said_before').notNull(),
  at: instant('at').notNull().defaultNow(),
});
