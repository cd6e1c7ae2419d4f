import { Refusal } from '../../errors/refusal.ts';
import type { TenantInfo } from '../../tenancy/operation.server.ts';
import { withAsker } from '../asker.server.ts';
import { openConversation } from '../conversation/access.server.ts';
import { sightOf } from '../conversation/opened.server.ts';
import { changeSetsIn, readMessage } from '../conversation/shown.server.ts';
import { goOn, isDecided } from './ask.server.ts';
import type { Begun } from './plan.server.ts';

/** Lets the answer go on that waited for decisions, once there is none left, if it is still the one that is shown. */
export async function goOnWhenDecided(
  { tenant, member }: { tenant: TenantInfo; member: { userId: string } },
  conversationId: string,
): Promise<Begun | null> {
  const { userId } = member;
  try {
    return await withAsker({ tenantId: tenant.id, userId }, async ({ tx, asker }) => {
      const { conversation } = await openConversation(tx, userId, conversationId, 'write', { lock: true });
      const message = conversation.leafId === null ? null : await readMessage(tx, conversationId, conversation.leafId);
      if (message?.status !== 'waiting' || !isDecided(message, await changeSetsIn(tx, [message]))) return null;
      const seen = sightOf({ tenant, member: { userId, can: asker.can } });
      return goOn({ tx, tenant, userId, now: new Date(), ...seen }, conversationId, message.id);
    });
  } catch (error) {
    // The decision stands, whether or not anybody can speak of it now.
    if (error instanceof Refusal) return null;
    throw error;
  }
}
