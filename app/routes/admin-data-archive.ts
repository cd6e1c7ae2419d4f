import { z } from 'zod';
import { withTenant } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { findExport } from '../data/export.server.ts';
import { streamArchive } from '../data/store.server.ts';
import { notFound } from '../errors/refusal.ts';
import { fileResponse } from '../files/file.server.ts';
import { fileLoader, tenantLoader } from '../tenancy/gate.server.ts';
import { idSchema } from '../values/id.ts';

const read = tenantLoader(
  {
    permission: 'tenant:own',
    stepUp: true,
    personalData: 'everything',
    params: z.object({ tenant: z.string(), archive: idSchema }),
  },
  async ({ tx, tenant, member, params }) => {
    const now = new Date();
    const found = await findExport(tx, params.archive, now);
    if (!found) throw notFound('archive');
    return { tenant, actor: { userId: member.userId, name: member.name }, id: params.archive, now, size: found.size };
  },
);

/** The archive as a file to keep. Who took it is written down before the first byte leaves. */
export const loader = fileLoader(read, async ({ tenant, actor, id, now, size }) => {
  await withTenant({ tenantId: tenant.id }, (tx) =>
    audit(
      { tx, tenant, actor, now, door: 'browser' },
      { action: 'data.downloaded', subjectType: 'archive', subjectId: id },
    ),
  );
  const name = `${tenant.slug} ${now.toISOString().slice(0, 10)}`;
  return fileResponse({ name, kind: 'zip', body: { stream: streamArchive(tenant.id, id), size } });
});
