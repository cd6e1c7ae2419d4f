import { spawnSync } from 'node:child_process';

// The report is written by tests that ask one model each; the runner brings the loader that the server's own code needs.
const result = spawnSync('vitest', ['run', '--config', 'tests/eval/eval.config.ts', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
