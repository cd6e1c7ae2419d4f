import { defineConfig } from 'vitest/config';

/** Tests of the built application as a running process: doors, starting and stopping, browser journeys. */
export default defineConfig({
  test: {
    reporters: ['default', './tests/support/findings.ts'],
    retry: 1,
    include: ['tests/served/**/*.test.ts', 'tests/journeys/**/*.test.ts'],
    globalSetup: 'tests/support/seeded.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
