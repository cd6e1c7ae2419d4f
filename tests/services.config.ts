import { defineConfig } from 'vitest/config';

/** What must hold on a real PostgreSQL too: the database, tenancy, operations and every door. */
export default defineConfig({
  test: {
    reporters: ['default', './tests/support/findings.ts'],
    retry: 1,
    include: [
      'tests/tenancy.test.ts',
      'tests/database/**/*.test.ts',
      'tests/served/doors.test.ts',
      'app/{access,audit,secrets}/*.test.ts',
      'app/ai/knowledge/{nearest,documents,records,knowledge.attacks}.test.ts',
      'app/ai/run/budget.test.ts',
      'tests/redis/*.test.ts',
      'modules/*/operations/**/*.test.ts',
    ],
    globalSetup: 'tests/support/seeded.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
