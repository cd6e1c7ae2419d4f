import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { connectedAccount, membership, tenant, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import { admitSignIn } from '../limits/sign-in.server.ts';
import type { Role } from '../manifest.ts';
import { recordSignIn } from './history.server.ts';
import { takePending } from './oauth-pending.server.ts';
import { hashPassword, verifyPassword } from './password.server.ts';
import { refuseGuessable } from './passwords.server.ts';
import type { Visitor } from './session.server.ts';
import { slugOf } from './slug.ts';
import { askToConfirm } from './verification.server.ts';

export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/**
 * A new person and their business, of which they are the owner.
 * @throws Refusal invalid when the address already has an account.
 */
export async function signUp(input: NewAccount & { business: string }): Promise<{ userId: string; slug: string }> {
  refuseGuessable(input.password, input);
  const passwordHash = await hashPassword(input.password);
  return withPlatform(async (tx) => {
    const userId = await insertUser(tx, { ...input, passwordHash, emailVerifiedAt: null });
    await askToConfirm(tx, { ...input, userId });
    const { slug } = await insertOwnTenant(tx, userId, input.business);
    return { userId, slug };
  });
}

/** A new person who will join somebody else's business. */
export async function signUpAlone(input: NewAccount): Promise<{ userId: string }> {
  refuseGuessable(input.password, input);
  const passwordHash = await hashPassword(input.password);
  return withPlatform(async (tx) => {
    const userId = await insertUser(tx, { ...input, passwordHash, emailVerifiedAt: null });
    await askToConfirm(tx, { ...input, userId });
    return { userId };
  });
}

/**
 * A new person whom a provider has vouched for: no password, and the address needs no confirmation. Without a business
 * they are going to join somebody else's.
 * @throws Refusal gone when the provider's word is no longer there; invalid when the address has an account by now.
 */
export async function signUpWithProvider(
  request: Request,
  input: { name: string; business: string | null },
): Promise<{ userId: string; provider: string; next: string }> {
  return withPlatform(async (tx) => {
    const pending = await takePending(tx, request);
    if (!pending)
      throw new Refusal('gone', 'This took too long, or was done already. Begin again at the sign-in page.');
    const { provider, subject, email } = pending;
    const userId = await insertUser(tx, { name: input.name, email, passwordHash: null, emailVerifiedAt: new Date() });
    await tx.insert(connectedAccount).values({ provider, subject, email, userId });
    if (input.business === null) return { userId, provider, next: pending.next };
    const { slug } = await insertOwnTenant(tx, userId, input.business);
    return { userId, provider, next: `/t/${slug}` };
  });
}

/** Whether somebody has an account with this address. For those who have shown that it is theirs. */
export async function hasAccount(email: string): Promise<boolean> {
  return withPlatform(async (tx) => (await tx.$count(user, eq(sql`lower(${user.email})`, email.toLowerCase()))) > 0, {
    readOnly: true,
  });
}

/** @throws Refusal invalid, in the same words and the same time whether the address or the password is wrong; too-many. */
export async function checkPassword(
  input: { email: string; password: string },
  visitor: Visitor,
): Promise<{ userId: string }> {
  const attempt = await admitSignIn({ email: input.email, address: visitor.address });
  const found = await withPlatform(
    async (tx) => {
      const rows = await tx
        .select({ id: user.id, passwordHash: user.passwordHash })
        .from(user)
        .where(eq(sql`lower(${user.email})`, input.email.toLowerCase()));
      return rows[0];
    },
    { readOnly: true },
  );
  const isRight = await verifyPassword(found?.passwordHash ?? null, input.password);
  // Not waited for: the time taken would tell that there is somebody to write it down for.
  if (found && !isRight) void recordWrongPassword(visitor, found.id);
  if (!found || !isRight)
    throw new Refusal('invalid', 'This email and password do not belong together. Check both and try again.');
  await attempt.succeeded();
  return { userId: found.id };
}

async function recordWrongPassword(visitor: Visitor, userId: string): Promise<void> {
  await withPlatform((tx) =>
    recordSignIn(tx, visitor, { userId, method: 'password', outcome: 'wrong-password' }),
  ).catch((error) => log().warn({ err: error }, 'a wrong password was not written down'));
}

export interface OwnTenant {
  id: string;
  slug: string;
  name: string;
  role: Role;
}

/** The businesses that a person may enter, by name. */
export function listTenantsOf(userId: string): Promise<OwnTenant[]> {
  return withPlatform(
    (tx) =>
      tx
        .select({ id: tenant.id, slug: tenant.slug, name: tenant.name, role: membership.role })
        .from(membership)
        .innerJoin(tenant, eq(tenant.id, membership.tenantId))
        .where(and(eq(membership.userId, userId), isNull(membership.suspendedAt)))
        .orderBy(asc(sql`lower(${tenant.name})`)),
    { readOnly: true },
  );
}

/** A further business for somebody who is signed in. */
export function createTenant(userId: string, name: string): Promise<{ slug: string }> {
  return withPlatform((tx) => insertOwnTenant(tx, userId, name));
}

async function insertUser(
  tx: PlatformTx,
  { name, email, passwordHash, emailVerifiedAt }: typeof user.$inferInsert,
): Promise<string> {
  const [made] = await tx
    .insert(user)
    .values({ name, email, passwordHash, emailVerifiedAt })
    .onConflictDoNothing()
    .returning({ id: user.id });
  if (made) return made.id;
  throw new Refusal('invalid', 'There is already an account with this email.', {
    fieldErrors: { email: ['There is already an account with this email. Sign in instead.'] },
  });
}

async function insertOwnTenant(tx: PlatformTx, userId: string, name: string): Promise<{ slug: string }> {
  const { id: tenantId, slug } = await insertTenant(tx, name);
  await tx.insert(membership).values({ tenantId, userId, role: 'owner' });
  return { slug };
}

/** Takes the first free address: `harbor-pine`, `harbor-pine-2`, ... */
async function insertTenant(tx: PlatformTx, name: string): Promise<{ id: string; slug: string }> {
  const wanted = slugOf(name);
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    const slug = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    const [made] = await tx
      .insert(tenant)
      .values({ slug, name })
      .onConflictDoNothing()
      .returning({ id: tenant.id, slug: tenant.slug });
    if (made) return made;
  }
  throw new Refusal('invalid', 'Many businesses have this name. Add your town to it.', {
    fieldErrors: { business: ['Many businesses have this name. Add your town to it.'] },
  });
}
