import { z } from 'zod';
import { idSchema } from '../../values/id-schema.ts';
import { openConversation } from '../conversation/access.server.ts';
import {
  changeConversation,
  createConversation,
  cursorShape,
  deleteConversation,
  listConversations,
  sharesOf,
} from '../conversation/conversations.server.ts';
import { showBranch } from '../conversation/shown.server.ts';
import type { Sight } from '../conversation/sight.ts';
import { readBranch } from '../conversation/tree.server.ts';
import { modelId } from '../models.ts';
import { findTool } from '../registry.server.ts';
import { type Args, assistantDoor } from './door.server.ts';

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

/** Messages of the shown branch that are given at once; earlier ones are asked for by the first of these. */
const pageSize = 200;

const shown = z.object({ before: idSchema.nullable().default(null) });

const show = assistantDoor({ method: 'GET', path: 'conversations/:id', params: byId, search: shown }, async (args) => {
  const { tx, member, tenant, params, search, call, operation } = args;
  const { conversation, access } = await openConversation(tx, member.userId, params.id, 'read');
  const branch = await readBranch(tx, params.id, search.before ?? conversation.leafId, pageSize);
  if (search.before !== null) branch.messages.pop();
  const messages = await showBranch({ ...sightOf(args), tx, conversationId: params.id, now: operation.now }, branch);
  const { id, title, isNamed, model, leafId, pinnedAt, openTo, allowedTools, lastMessageAt } = conversation;
  return {
    conversation: {
      id,
      title,
      isNamed,
      model,
      leafId,
      pinnedAt,
      openTo,
      allowedTools,
      lastMessageAt,
      isOwn: access === 'own',
      ...(access === 'own' && { shares: await sharesOf(tx, id) }),
    },
    messages,
    /** The message before which there are more. */
    earlier: branch.hasEarlier ? (branch.messages[0]?.id ?? null) : null,
    live: call.runs.isLive(tenant.id, id),
    access,
  };
});

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

/** What decides what somebody is shown, and where attachments are. */
export function sightOf({ member, tenant }: Pick<Args<object, object, object>, 'member' | 'tenant'>): {
  sight: Sight;
  attachments: string;
} {
  return {
    sight: { can: member.can, permissionOf: (tool) => findTool(tool)?.permission },
    attachments: `/t/${tenant.slug}/assistant/api/attachments`,
  };
}

export const conversationDoors = [list, create, show, change, remove];
