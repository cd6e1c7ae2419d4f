import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { declareTools } from '#app/ai/registry.server.ts';
import { readTool, writeTool } from '#app/ai/tool.ts';
import { counter } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';

/** How often tools that read were run. */
export const runs = { look: 0, secret: 0 };

const look = readTool({
  name: 'test_look',
  label: 'Look',
  description: 'Looks at something.',
  permission: 'tenant:read',
  input: z.object({ what: z.string().max(5_000) }),
  async run(_, { what }) {
    runs.look += 1;
    return { text: `Found ${what}.`, data: { secretOfTheModel: what }, records: [{ label: what, href: '/t/x' }] };
  },
});

const secret = readTool({
  name: 'test_secret',
  label: 'Secret',
  description: 'Looks at what only admins may see.',
  permission: 'tenant:admin',
  input: z.object({}),
  async run() {
    runs.secret += 1;
    return { text: 'The combination is 1234.' };
  },
});

const write = writeTool({
  name: 'test_write',
  label: 'Write',
  description: 'Writes a name down.',
  effect: 'write',
  permission: 'members:manage',
  input: z.object({ name: z.string().max(100) }),
  async run({ tx }, input) {
    // Whoever runs a tool parses its input with the tool's own schema first.
    const { name } = input as { name: string };
    await tx.insert(counter).values({ series: name });
    return {
      summary: `Write ${name} down`,
      changes: [{ verb: 'add', what: 'Name', label: name, fields: [] }],
      result: { text: `${name} was written down.` },
      undo: { name },
    };
  },
  async undo({ tx }, undo) {
    await tx.delete(counter).where(eq(counter.series, (undo as { name: string }).name));
    return { text: 'Taken back.' };
  },
});

/** Makes three tools the only ones there are: one that looks, one for admins, one that writes. */
export function declareTestTools(): void {
  runs.look = 0;
  runs.secret = 0;
  declareTools([look, secret, write]);
}

/** What was written down. */
export function written(tenantId: string): Promise<string[]> {
  return withTenant({ tenantId }, async (tx) => (await tx.select().from(counter)).map(({ series }) => series));
}
