import { randomUUID } from 'node:crypto';
import { membership, session, tenant, user } from '#db/schema/index.ts';
import { withPlatform } from '#db/tenant.server.ts';

export interface TestTenant {
  tenantId: string;
  slug: string;
  userId: string;
  /** What withSession takes. */
  tokenHash: string;
}

/** A tenant with an owner who is signed in. */
export async function makeTenant(name = 'Acme'): Promise<TestTenant> {
  const slug = `${name.toLowerCase()}-${randomUUID().slice(0, 8)}`;
  return withPlatform(async (tx) => {
    const tenantId = randomUUID();
    const userId = randomUUID();
    const tokenHash = randomUUID();
    await tx.insert(tenant).values({ id: tenantId, slug, name });
    await tx
      .insert(user)
      .values({ id: userId, email: `${slug}@example.com`, name: `${name} Owner`, passwordHash: 'secret' });
    await tx.insert(membership).values({ tenantId, userId, role: 'owner' });
    await tx.insert(session).values({ id: tokenHash, userId, expiresAt: new Date(Date.now() + 3_600_000) });
    return { tenantId, slug, userId, tokenHash };
  });
}
