import { and, eq, isNull } from 'drizzle-orm';
import { invitation } from '#db/schema/index.ts';
import { audit } from '../audit/audit.server.ts';
import { notFound } from '../errors/refusal.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

/**
 * Takes an invitation back that nobody has accepted yet.
 * @throws Refusal not-found
 */
export async function revokeInvitation(ctx: OperationContext, input: { id: string }): Promise<void> {
  const [revoked] = await ctx.tx
    .update(invitation)
    .set({ revokedAt: ctx.now })
    .where(and(eq(invitation.id, input.id), isNull(invitation.acceptedAt)))
    .returning({ email: invitation.email });
  if (!revoked) throw notFound('invitation');
  await audit(ctx, { action: 'invitation.revoked', subjectType: 'invitation', subjectId: input.id, before: revoked });
}
