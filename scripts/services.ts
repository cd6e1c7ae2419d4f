// `npm run test:services`: the database, tenancy and door tests against the PostgreSQL that DATABASE_URL names.
import { spawnSync } from 'node:child_process';

if (!process.env.DATABASE_URL) {
  process.stderr.write(
    'Set DATABASE_URL to a PostgreSQL with pgvector (compose.yaml starts one) and run this again.\n',
  );
  process.exit(1);
}
const result = spawnSync('vitest', ['run', '--config', 'tests/services.config.ts'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(result.status ?? 1);
