import { defineConfig } from 'vitest/config';

/** `npm run eval`: the built-in model, and every provider that a key is set for, on the same requests. */
export default defineConfig({ test: { include: ['tests/eval/*.eval.ts'], disableConsoleIntercept: true } });
