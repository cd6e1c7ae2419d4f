import { describe, expect, test } from 'vitest';
import { addDocument } from '#app/ai/knowledge/documents.server.ts';
import { readingJobs } from '#app/ai/knowledge/jobs.server.ts';
import { knowledgeSearchTool } from '#app/ai/knowledge/search-tool.server.ts';
import { searchProducts } from '#app/ai/platform-tools/search.server.ts';
import { startWorker } from '#app/jobs/worker.server.ts';
import type { Manifest } from '#app/manifest.ts';
import { withTenant } from '#db/tenant.server.ts';
import { asks, join, says, script } from '#tests/support/assistant.ts';
import { assistantStage } from '#tests/support/assistant-stage.ts';
import { declareTools } from '../registry.server.ts';

const stage = assistantStage();

/** A product that only admins may look into. */
const vault = {
  id: 'vault',
  places: [{ permission: 'tenant:admin' }],
  search: async () => [{ label: 'Safe 1234', detail: '', href: '/t/x/vault/1' }],
} as unknown as Manifest;

async function addForAdmins(words: string): Promise<void> {
  const { tenantId, userId, slug } = stage.owner;
  const place = { name: 'Acme', locale: 'en', timeZone: 'UTC', currency: 'USD', units: 'metric' } as const;
  await withTenant({ tenantId }, (tx) =>
    addDocument(
      { tx, tenant: { id: tenantId, slug, ...place }, actor: { userId, name: 'Ada' }, now: new Date() },
      { userId, can: () => true },
      { name: 'Margins.txt', bytes: new TextEncoder().encode(words), audience: 'tenant:admin' },
    ),
  );
  const worker = await startWorker({ database: stage.database, jobs: readingJobs, pollMs: 60_000, report() {} });
  await worker.drain();
  await worker.stop();
}

describe('what was found by more than the tool’s own permission', () => {
  test.each([
    ['a passage of a document for admins', 'knowledge_search', { query: 'margin', limit: 5 }],
    ['a record of a product for admins', 'platform_search', { query: 'safe' }],
  ])('%s is hidden from a reader without it, wherever they look', async (_, tool, input) => {
    declareTools([knowledgeSearchTool, searchProducts([vault])]);
    await addForAdmins('The margin is 1234 percent.');
    script((__, turn) => (turn === 0 ? asks([tool, input]) : says('It is 1234.')));
    const id = await stage.me.begin();
    const told = await stage.me.say(id, 'What is it?');
    expect(told.text).toContain('1234');
    await stage.me.ask('PATCH', `conversations/${id}`, { openTo: 'write' });
    const reader = stage.as(await join(stage.owner, 'member'));
    const admin = stage.as(await join(stage.owner, 'admin'));
    for (const path of [`conversations/${id}`, `conversations/${id}/export`]) {
      expect((await reader.ask('GET', path)).text).toContain('What is it?');
      expect((await reader.ask('GET', path)).text).not.toContain('1234');
      expect((await admin.ask('GET', path)).text).toContain('1234');
    }
    expect((await reader.ask('GET', 'conversations?search=1234')).json.conversations).toEqual([]);
    // Nor is a model told that answers for them.
    const asked = script(() => says('I do not know.'));
    await reader.say(id, 'And for me?', { parentId: told.chunks[0].messageId });
    expect(JSON.stringify(asked.calls[0]?.prompt)).not.toContain('1234');
  });

  test('they are not offered it when they search themselves', async () => {
    declareTools([knowledgeSearchTool, searchProducts([vault])]);
    await addForAdmins('The margin is 1234 percent.');
    script((_, turn) =>
      turn === 0
        ? asks(['knowledge_search', { query: 'margin', limit: 5 }], ['platform_search', { query: 'safe' }])
        : says('Done.'),
    );
    const reader = stage.as(await join(stage.owner, 'member'));
    expect((await reader.say(await reader.begin(), 'What is it?')).text).not.toContain('1234');
    expect((await reader.ask('GET', 'mentions?q=safe')).text).not.toContain('1234');
  });
});
