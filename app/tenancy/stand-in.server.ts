import type { AppLoadContext } from '@remix-run/node';
import { type StandIn, withTenant } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Permission } from '../manifest.ts';
import type { Admitted } from './entry.server.ts';
import type { OperationContext } from './operation.server.ts';
import { can } from './permissions.ts';

/**
 * What no operator does in somebody's place, whatever route asks for it: members and their roles, all that belongs to
 * running the business (its sign-in, keys, webhooks, exports, history), and the assistant, to which a member says what is
 * theirs and which acts as them. A route with another permission says `ownHands`.
 */
const keptForMembers: ReadonlySet<Permission> = new Set([
  'members:manage',
  'tenant:admin',
  'tenant:own',
  'assistant:use',
]);

/** True if a permission of the member is not the stand-in's. */
export function isKeptFrom({ readsOnly }: StandIn, permission: Permission): boolean {
  return isKeptForMembers(permission) || (readsOnly && !can('viewer', permission));
}

/** True for permissions that are nobody's but a member's own. */
export function isKeptForMembers(permission: Permission): boolean {
  return keptForMembers.has(permission);
}

/** @throws Refusal forbidden */
export function refuseStandIn(standIn: StandIn, permission: Permission): void {
  if (isKeptFrom(standIn, permission)) throw isKeptForMembers(permission) ? notForStandIns() : readsOnlyHere();
}

/**
 * Refuses somebody who stands in for a member what only the member's own hands may do, and every change where they were
 * let in to read.
 * @throws Refusal forbidden
 */
export function refuseOtherHands(
  { standIn }: Admitted,
  { stepUp, ownHands }: { stepUp?: true; ownHands?: true },
  purpose?: 'to change something',
): void {
  if (!standIn) return;
  if (stepUp || ownHands) throw notForStandIns();
  if (purpose && standIn.readsOnly) throw readsOnlyHere();
}

export function notForStandIns(): Refusal {
  return new Refusal(
    'forbidden',
    'You stand in for a member: this is for them alone. Stop first, or ask them to do it.',
  );
}

function readsOnlyHere(): Refusal {
  return new Refusal('forbidden', 'You stand in for a member to read, so nothing can be changed.');
}

/** Who acts, as operations and the audit know them: the member, or the operator in the member's place. */
export function whoActs({ member, standIn }: Admitted): Pick<OperationContext, 'actor' | 'door' | 'onBehalfOf'> {
  if (!standIn) return { actor: { userId: member.userId, name: member.name }, door: 'browser' };
  const actor = { userId: standIn.operator.id, name: standIn.operator.name };
  return { actor, door: 'operator', onBehalfOf: member.userId };
}

/** Writes into the business's own audit that an operator does something, in the transaction that does it. */
export async function auditAct(
  operation: OperationContext,
  { standIn }: Admitted,
  { path, intent }: { path: string; intent: unknown },
): Promise<void> {
  if (!standIn) return;
  await audit(operation, {
    action: 'stand_in.acted',
    subjectType: 'stand_in',
    subjectId: standIn.id,
    after: { ...saidOf(standIn), path: pageOf(path), ...(typeof intent === 'string' && { intent }) },
  });
}

interface View {
  operation: Omit<OperationContext, 'tx'>;
  standIn: StandIn;
  path: string;
  personalData?: string;
}

const views = new WeakMap<AppLoadContext, View>();

/** Remembers that an operator was shown something, whose data too, to be written before the answer leaves. */
export function noteView(
  context: AppLoadContext,
  admitted: Admitted,
  { path, personalData, requestId }: { path: string; personalData?: string; requestId: string },
): void {
  const { standIn, tenant } = admitted;
  if (!standIn) return;
  const operation = { tenant, now: new Date(), requestId, ...whoActs(admitted) };
  views.set(context, { ...views.get(context), operation, standIn, path, ...(personalData && { personalData }) });
}

/** Writes what was noted into the business's own audit. What cannot be written is not shown: it throws. */
export async function recordView(context: AppLoadContext): Promise<void> {
  const view = views.get(context);
  if (!view) return;
  views.delete(context);
  const { operation, standIn, path, personalData } = view;
  await withTenant({ tenantId: operation.tenant.id }, (tx) =>
    audit(
      { ...operation, tx },
      {
        action: 'stand_in.viewed',
        subjectType: 'stand_in',
        subjectId: standIn.id,
        after: { ...saidOf(standIn), path: pageOf(path), ...(personalData && { personalData }) },
      },
    ),
  );
}

function saidOf({ operator, reason }: StandIn) {
  return { operator: operator.name, reason };
}

/** The address of the page; its data have an address of their own. */
function pageOf(path: string): string {
  return path.replace(/\.data$/, '').slice(0, 300);
}
