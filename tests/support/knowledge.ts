import type { Keeper } from '#app/ai/knowledge/documents.server.ts';
import { embedJob } from '#app/ai/knowledge/embed-job.server.ts';
import { findAffordable } from '#app/ai/knowledge/embedder-of.server.ts';
import { readingJobs } from '#app/ai/knowledge/jobs.server.ts';
import { embedQuery, type Hit, searchKnowledge } from '#app/ai/knowledge/search.server.ts';
import type { Job } from '#app/jobs/job.server.ts';
import { startWorker } from '#app/jobs/worker.server.ts';
import type { Permission, Role } from '#app/manifest.ts';
import { can } from '#app/tenancy/permissions.ts';
import type { Database } from '#db/client.server.ts';
import type { Business } from './paintbox.ts';

export const knowledgeJobs: readonly Job[] = [...readingJobs, embedJob];

/** Does whatever documents wait for, until nothing is left. A failure of a job is thrown. */
export async function workOff(database: Database): Promise<void> {
  const failures: Error[] = [];
  const report = ({ error }: { error: Error }) => void failures.push(error);
  const worker = await startWorker({ database, jobs: knowledgeJobs, pollMs: 60_000, report });
  await worker.drain();
  await worker.stop();
  if (failures[0]) throw failures[0];
}

/** A member of a business, in a role. */
export function keeperOf(business: Business, role: Role = 'owner', userId = business.userId): Keeper {
  return { userId, can: (permission: Permission) => can(role, permission) };
}

/** What a member finds. `words` alone, or with the model of the business. */
export async function find(
  business: Business,
  query: string,
  { role = 'owner', limit = 10, isByMeaning = false }: { role?: Role; limit?: number; isByMeaning?: boolean } = {},
): Promise<Hit[]> {
  const asking = { tenantId: business.tenant.id, userId: business.userId };
  const found = await business.run(({ tx }) => findAffordable(tx, asking.userId, new Date()));
  const embed = isByMeaning ? await embedQuery(asking, found, query) : null;
  return business.run(({ tx, tenant }) =>
    searchKnowledge({ tx, tenant, asker: keeperOf(business, role) }, { query, limit, embed }),
  );
}
