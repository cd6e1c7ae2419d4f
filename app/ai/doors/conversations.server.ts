import { z } from 'zod';
import { idSchema } from '../../values/id-schema.ts';
import {
  changeConversation,
  createConversation,
  cursorShape,
  deleteConversation,
  listConversations,
} from '../conversation/conversations.server.ts';
import { readOpened } from '../conversation/opened.server.ts';
import { modelId } from '../models.ts';
import { assistantDoor } from './door.server.ts';

export const byId = z.object({ id: idSchema });

const listed = z.object({
  search: z
    .string()
    .max(200)
    .default('')
    .transform((text) => text.replaceAll('\0', '').toWellFormed().trim()),
  before: z.string().regex(cursorShape).nullable().default(null),
});

const list = assistantDoor({ method: 'GET', path: 'conversations', search: listed }, ({ tx, member, search }) =>
  listConversations(tx, member.userId, search),
);

const create = assistantDoor(
  { method: 'POST', path: 'conversations', input: z.object({ model: modelId.nullable().default(null) }) },
  ({ operation, member, input }) => createConversation(operation, member.userId, input),
);

const shown = z.object({ before: idSchema.nullable().default(null) });

const show = assistantDoor(
  { method: 'GET', path: 'conversations/:id', params: byId, search: shown },
  async ({ tx, member, tenant, params, search, call, operation }) => {
    const opened = await readOpened({ tx, tenant, member, now: operation.now }, params.id, search.before);
    return { ...opened, live: call.runs.isLive(tenant.id, params.id) };
  },
);

const patch = z.object({
  title: z
    .string()
    .transform((text) =>
      text
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .toWellFormed()
        .trim(),
    )
    .pipe(z.string().min(1, 'Give it a name.').max(200, 'A name has up to 200 characters.'))
    .optional(),
  pinned: z.boolean().optional(),
  model: modelId.nullable().optional(),
  openTo: z.enum(['nobody', 'read', 'write']).optional(),
  shares: z
    .array(z.object({ userId: idSchema, access: z.enum(['read', 'write']) }))
    .max(200)
    .optional(),
  leafId: idSchema.optional(),
  allowedTools: z.array(z.string().max(100)).max(100).optional(),
});

const change = assistantDoor(
  { method: 'PATCH', path: 'conversations/:id', params: byId, input: patch },
  async ({ operation, member, params, input }) => {
    await changeConversation(operation, member.userId, params.id, input);
    return { id: params.id };
  },
);

const remove = assistantDoor(
  { method: 'DELETE', path: 'conversations/:id', params: byId },
  async ({ operation, tenant, member, params, call }) => {
    await deleteConversation(operation, member.userId, params.id);
    return () => {
      call.runs.find(tenant.id, params.id)?.end({ status: 'stopped' });
      return Response.json({ id: params.id });
    };
  },
);

export const conversationDoors = [list, create, show, change, remove];
