import { and, eq, sql } from 'drizzle-orm';
import { membership, tenant, user } from '#db/schema/index.ts';
import { type PlatformTx, withPlatform, withTenant } from '#db/tenant.server.ts';
import { hashPassword } from './auth/password.server.ts';
import type { Manifest, Role } from './manifest.ts';

/** The demo sign-ins, printed at the start. They exist only where the demo business was asked for. */
export interface Demo {
  business: string;
  password: string;
  signIns: { email: string; role: Role }[];
}

const slug = 'harbor-pine';
const people: { name: string; email: string; role: Role }[] = [
  { name: 'Marta Lindqvist', email: 'owner@harborpine.example', role: 'owner' },
  { name: 'Devon Reyes', email: 'admin@harborpine.example', role: 'admin' },
  { name: 'Ines Okafor', email: 'member@harborpine.example', role: 'member' },
  { name: 'Paul Brandt', email: 'viewer@harborpine.example', role: 'viewer' },
];

export const demo: Demo = {
  business: 'Harbor & Pine Painting',
  password: 'candle-light-7',
  signIns: people.map(({ email, role }) => ({ email, role })),
};

/**
 * Fills an empty database with one believable business. A database that has any business in it, this one included, is
 * left as it is.
 */
export async function seedDemo(manifests: readonly Manifest[], now: Date): Promise<Demo | null> {
  const state = await withPlatform(
    async (tx) => {
      const [row] = await tx
        .select({
          all: sql<number>`count(*)::int`,
          own: sql<number>`(count(*) filter (where ${tenant.slug} = ${slug}))::int`,
        })
        .from(tenant);
      return row ?? { all: 0, own: 0 };
    },
    { readOnly: true },
  );
  if (state.own === 0 && state.all > 0) return null;
  const made = state.own > 0 ? await withPlatform(findBusiness, { readOnly: true }) : await makeBusiness();
  // Again at every start: one that was cut off between the two steps is finished by the next.
  for (const { seed } of manifests) {
    await withTenant({ tenantId: made.tenantId }, async (tx) => {
      await seed?.({
        tx,
        tenant: { id: made.tenantId, slug, name: demo.business, currency: 'USD' },
        userId: made.ownerId,
        now,
      });
    });
  }
  return demo;
}

async function makeBusiness(): Promise<DemoBusiness> {
  const passwordHash = await hashPassword(demo.password);
  return withPlatform((tx) => insertBusiness(tx, passwordHash));
}

interface DemoBusiness {
  tenantId: string;
  ownerId: string;
}

async function insertBusiness(tx: PlatformTx, passwordHash: string): Promise<DemoBusiness> {
  const [business] = await tx.insert(tenant).values({ slug, name: demo.business }).returning({ id: tenant.id });
  if (!business) throw new Error('The demo business could not be made.');
  for (const { role, ...person } of people) {
    const [added] = await tx
      .insert(user)
      .values({ ...person, passwordHash, emailVerifiedAt: new Date() })
      .returning({ id: user.id });
    if (added) await tx.insert(membership).values({ tenantId: business.id, userId: added.id, role });
  }
  return findBusiness(tx);
}

async function findBusiness(tx: PlatformTx): Promise<DemoBusiness> {
  const [found] = await tx
    .select({ tenantId: tenant.id, ownerId: membership.userId })
    .from(tenant)
    .innerJoin(membership, and(eq(membership.tenantId, tenant.id), eq(membership.role, 'owner')))
    .where(eq(tenant.slug, slug));
  if (!found) throw new Error('The demo business has no owner.');
  return found;
}
