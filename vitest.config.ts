import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/findings.ts'],
    retry: 1,
    include: [
      'app/**/*.test.ts',
      'app/**/*.test.tsx',
      'db/**/*.test.ts',
      'modules/**/*.test.ts',
      'modules/**/*.test.tsx',
      'tests/*.test.ts',
      'tests/database/*.test.ts',
      'tests/eval/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
