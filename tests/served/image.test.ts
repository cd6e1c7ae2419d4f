import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { freePort, untilAnswers } from '#bench/load.ts';
import { TestClient } from '#tests/support/client.ts';

/**
 * The steps of the Dockerfile, performed in empty folders as they stand there: what the image is made of, it is made of
 * here. Only the base image and the user are left out.
 */
const root = mkdtempSync(join(tmpdir(), 'candlefish-image-'));
const buildStage = join(root, 'build');
const image = join(root, 'image');
const steps = readFileSync('Dockerfile', 'utf8').split('\n');

afterAll(() => rmSync(root, { recursive: true, force: true }));

function sh(command: string, cwd: string, timeout = 900_000): void {
  const npmrc = process.env.npm_config_userconfig ?? join(process.env.HOME ?? '', '.npmrc');
  const path = `${join(process.cwd(), 'node_modules', '.bin')}:${process.env.PATH}`;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'development',
    PATH: path,
    HOME: root,
    npm_config_userconfig: npmrc,
    // What was fetched for these tests is not fetched again: the steps are what is tried here, not the network.
    npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? '', '.npm'),
    npm_config_prefer_offline: 'true',
    NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
  };
  execFileSync('bash', ['-c', command], { cwd, env, timeout, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The `RUN` lines of a stage, in order. */
function runsOf(stage: number): string[] {
  const starts = steps.flatMap((line, at) => (line.startsWith('FROM ') ? [at] : []));
  return steps
    .slice(starts[stage], starts[stage + 1])
    .filter((line) => line.startsWith('RUN '))
    .map((line) => line.slice(4));
}

/** `COPY --from=production ... /app/x ./x` lines of the last stage. */
function copiesOfImage(): [from: string, to: string][] {
  return steps.flatMap((line) => {
    const match = /^COPY --from=production \S+ \/app\/(\S+) (\S+)$/.exec(line);
    return match ? [[match[1] ?? '', match[2] === './' ? (match[1] ?? '') : (match[2] ?? '')] as [string, string]] : [];
  });
}

describe('the container image', () => {
  it('installs and builds from what git knows, then drops what only the build needed', { timeout: 1_800_000 }, () => {
    sh(
      `mkdir -p ${buildStage} && git ls-files -z --cached --others --exclude-standard | tar --null -T - --ignore-failed-read -cf - | tar xf - -C ${buildStage}`,
      process.cwd(),
    );
    for (const ignored of readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line && !line.includes('*'))) {
      rmSync(join(buildStage, ignored), { recursive: true, force: true });
    }
    for (const command of [...runsOf(0), ...runsOf(1)]) sh(command, buildStage);
    for (const [from, to] of copiesOfImage()) {
      cpSync(join(buildStage, from), join(image, to), { recursive: true, verbatimSymlinks: true });
    }
    expect(existsSync(join(image, 'node_modules/vite'))).toBe(false);
    expect(existsSync(join(image, 'node_modules/vitest'))).toBe(false);
    expect(existsSync(join(image, 'build/server/index.js'))).toBe(true);
  });

  it('starts, is healthy, and signs somebody in', { timeout: 120_000 }, async () => {
    const port = await freePort();
    const command = /^CMD (\[.+\])$/m.exec(steps.join('\n'))?.[1];
    const [program, ...given]: string[] = JSON.parse(command ?? '[]');
    expect(program).toBe('node');
    const env: NodeJS.ProcessEnv = {
      PATH: dirname(process.execPath),
      NODE_ENV: 'production',
      PORT: `${port}`,
      HOST: '127.0.0.1',
      DATA_DIR: join(root, 'data'),
      SEED_DEMO: 'true',
    };
    const child = spawn(process.execPath, given, { cwd: image, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      const url = `http://127.0.0.1:${port}`;
      await untilAnswers(`${url}/api/health`);
      expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok' });
      const client = await new TestClient(url).signIn('owner@harborpine.example', demo.password);
      expect((await client.get('/t/harbor-pine')).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exited).toBe(0);
  });

  it('migrates by the release command', { timeout: 60_000 }, () => {
    const release = /^release_command = "(.+)"$/m.exec(readFileSync('fly.toml', 'utf8'))?.[1];
    expect(release).toBeDefined();
    sh(`${release}`, image, 60_000);
  });
});
