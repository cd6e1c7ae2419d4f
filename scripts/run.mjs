// The door of every npm script. It runs on whatever Node a machine has (>= 20), installs what is missing, and hands
// over to the Node 24 that comes as a dependency.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const [task = '', ...rest] = process.argv.slice(2);
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

const tasks = {
  // Requests leave much that is garbage at once: with room for it, it is swept less often.
  start: ['--max-semi-space-size=32', 'scripts/start.ts'],
  dev: ['scripts/dev.ts'],
  build: ['scripts/build.ts'],
  test: ['scripts/check.ts'],
  services: ['scripts/services.ts'],
  bench: ['bench/run.ts'],
  eval: ['scripts/eval.ts'],
  'audit-workbook': ['scripts/audit-workbook.ts'],
  reseal: ['scripts/reseal.ts'],
  operator: ['scripts/operator.ts'],
};

function installMissing() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const stamp = join('node_modules', '.candlefish-install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(node)) return;
  process.stderr.write('Installing packages (only after a change)...\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['install', '--no-save', '--loglevel=error'], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, NODE_ENV: '', npm_config_production: '' },
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('The packages could not be installed: see the lines above. Is the npm registry reachable?\n');
    process.exit(1);
  }
  mkdirSync('node_modules', { recursive: true });
  writeFileSync(stamp, lock);
}

const script = tasks[task];
if (!script) {
  process.stderr.write(`Unknown task "${task}". There are: ${Object.keys(tasks).join(', ')}.\n`);
  process.exit(2);
}
installMissing();
const path = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
const child = spawn(node, [...script, ...rest], { stdio: 'inherit', env: { ...process.env, PATH: path } });
// Ctrl-C reaches the whole group: the child stops in its own time, and this process waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`Node 24 could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
