import type { TenantTx } from '#db/tenant.server.ts';
import type { Permission } from '../../manifest.ts';
import type { TenantInfo } from '../../tenancy/operation.server.ts';
import { findTool } from '../registry.server.ts';
import { mayRunUnasked } from '../tool.ts';
import { openConversation } from './access.server.ts';
import { sharesOf } from './conversations.server.ts';
import { showBranch } from './shown.server.ts';
import type { Sight } from './sight.ts';
import { readBranch } from './tree.server.ts';

/** Messages of the shown branch that are given at once; earlier ones are asked for by the first of these. */
const pageSize = 200;

interface Reader {
  tx: TenantTx;
  tenant: TenantInfo;
  member: { userId: string; can(permission: Permission): boolean };
  now: Date;
}

/**
 * A conversation as somebody may see it: what is said of it, and the last messages of the branch that is shown.
 * @param before a message of the branch: those that come before it, in place of the last ones
 * @throws Refusal not-found
 */
export async function readOpened(reader: Reader, id: string, before: string | null = null) {
  const { tx, member, now } = reader;
  const { conversation, access } = await openConversation(tx, member.userId, id, 'read');
  const branch = await readBranch(tx, id, before ?? conversation.leafId, pageSize);
  if (before !== null) branch.messages.pop();
  const messages = await showBranch({ ...sightOf(reader), tx, conversationId: id, now }, branch);
  const { title, isNamed, model, leafId, pinnedAt, openTo, allowedTools, lastMessageAt } = conversation;
  return {
    conversation: {
      id,
      title,
      isNamed,
      model,
      leafId,
      pinnedAt: pinnedAt?.toISOString() ?? null,
      openTo,
      allowedTools: allowedTools.filter(runsUnasked),
      lastMessageAt: lastMessageAt.toISOString(),
      isOwn: access === 'own',
      ...(access === 'own' && { shares: await sharesOf(tx, id) }),
    },
    messages,
    /** The message before which there are more. */
    earlier: branch.hasEarlier ? (branch.messages[0]?.id ?? null) : null,
    /** Somebody writes an answer, in this process or another. */
    live: messages.at(-1)?.metadata?.status === 'streaming',
    access,
    /** Who reads it: a change is decided by whoever asked for it. */
    me: member.userId,
  };
}

/** What is said to run without asking does: a tool may have become one that always asks. */
function runsUnasked(name: string): boolean {
  const tool = findTool(name);
  return tool !== undefined && tool.effect !== 'read' && mayRunUnasked(tool.effect);
}

/** What decides what somebody is shown, and where attachments are. */
export function sightOf({ member, tenant }: Pick<Reader, 'member' | 'tenant'>): { sight: Sight; attachments: string } {
  return {
    sight: { can: member.can, permissionOf: (tool) => findTool(tool)?.permission },
    attachments: `/t/${tenant.slug}/assistant/api/attachments`,
  };
}
