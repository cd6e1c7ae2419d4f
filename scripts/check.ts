// `npm test`: everything that must hold, in the order in which it fails fastest. All of it runs even if a part fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const steps: [name: string, command: string, ...args: string[]][] = [
  ['types', 'tsc', '--noEmit', '-p', '.'],
  ['lint', 'biome', 'check', '--error-on-warnings', '.'],
  ['dead code', 'knip'],
  ['secrets', 'node', 'scripts/scan-secrets.ts'],
  ['tests', 'vitest', 'run'],
  ['build', 'node', 'scripts/build.ts'],
  ['doors and journeys', 'vitest', 'run', '--config', 'tests/served.config.ts'],
];

const only = process.argv.slice(2);
const failed: string[] = [];
/** What the tests found, to be said once more at the end: it scrolls away among the thousands that passed. */
const findings = resolve('.cache/findings.txt');
mkdirSync('.cache', { recursive: true });
rmSync(findings, { force: true });
process.env.FINDINGS = findings;
for (const [name, command, ...args] of steps) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const result = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`== ${name}: ${result.status === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
  if (result.status !== 0) failed.push(name);
}
if (existsSync(findings)) process.stdout.write(`\n== findings\n${readFileSync(findings, 'utf8')}`);
process.stdout.write(`\n${steps.length - failed.length} passed, ${failed.length} failed\n`);
if (failed.length > 0) {
  process.stdout.write(`Failed: ${failed.join(', ')}\n`);
  process.exit(1);
}
