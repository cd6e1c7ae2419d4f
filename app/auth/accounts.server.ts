import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { membership, tenant, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform } from '#db/tenant.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { log } from '../http/log.server.ts';
import type { Role } from '../manifest.ts';
import { recordSignIn } from './history.server.ts';
import { hashPassword, verifyPassword } from './password.server.ts';
import type { Visitor } from './session.server.ts';
import { slugOf } from './slug.ts';

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
  const passwordHash = await hashPassword(input.password);
  return withPlatform(async (tx) => {
    const userId = await insertUser(tx, input, passwordHash);
    const business = await insertTenant(tx, input.business);
    await tx.insert(membership).values({ tenantId: business.id, userId, role: 'owner' });
    return { userId, slug: business.slug };
  });
}

/** A new person who will join somebody else's business. */
export async function signUpAlone(input: NewAccount): Promise<{ userId: string }> {
  const passwordHash = await hashPassword(input.password);
  return withPlatform(async (tx) => ({ userId: await insertUser(tx, input, passwordHash) }));
}

/** @throws Refusal invalid, in the same words and the same time whether the address or the password is wrong. */
export async function checkPassword(
  input: { email: string; password: string },
  visitor: Visitor,
): Promise<{ userId: string }> {
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
  return { userId: found.id };
}

async function recordWrongPassword(visitor: Visitor, userId: string): Promise<void> {
  await withPlatform((tx) =>
    recordSignIn(tx, visitor, { userId, method: 'password', outcome: 'wrong-password' }),
  ).catch((error) => log().warn({ err: error }, 'a wrong password was not written down'));
}

export interface OwnTenant {
  slug: string;
  name: string;
  role: Role;
}

/** The businesses that a person may enter, by name. */
export function listTenantsOf(userId: string): Promise<OwnTenant[]> {
  return withPlatform(
    (tx) =>
      tx
        .select({ slug: tenant.slug, name: tenant.name, role: membership.role })
        .from(membership)
        .innerJoin(tenant, eq(tenant.id, membership.tenantId))
        .where(and(eq(membership.userId, userId), isNull(membership.suspendedAt)))
        .orderBy(asc(sql`lower(${tenant.name})`)),
    { readOnly: true },
  );
}

/** A further business for somebody who is signed in. */
export function createTenant(userId: string, name: string): Promise<{ slug: string }> {
  return withPlatform(async (tx) => {
    const business = await insertTenant(tx, name);
    await tx.insert(membership).values({ tenantId: business.id, userId, role: 'owner' });
    return { slug: business.slug };
  });
}

async function insertUser(tx: PlatformTx, input: NewAccount, passwordHash: string): Promise<string> {
  const [made] = await tx
    .insert(user)
    .values({ email: input.email, name: input.name, passwordHash })
    .onConflictDoNothing()
    .returning({ id: user.id });
  if (made) return made.id;
  throw new Refusal('invalid', 'There is already an account with this email.', {
    fieldErrors: { email: ['There is already an account with this email. Sign in instead.'] },
  });
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
