import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { createDatabase } from '#db/client.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';

const scratch = mkdtempSync(join(tmpdir(), 'candlefish-process-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Starts the application where it cannot start, and gives what it said and its exit code. */
function startInVain(environment: Record<string, string>): Promise<{ said: string; code: number | null }> {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: scratch,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'error',
    ...environment,
  };
  const child = spawn(process.execPath, ['scripts/serve.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ said: said.trim(), code })));
}

function expectOneSentence(said: string): void {
  expect(said.split('\n')).toHaveLength(1);
  expect(said).not.toMatch(/\bat .+:\d+:\d+/);
}

describe('starting', () => {
  it('ends in one sentence when the port is taken', async () => {
    const squatter = createServer();
    const port = await new Promise<number>((resolve) =>
      squatter.listen(0, '127.0.0.1', () => resolve((squatter.address() as { port: number }).port)),
    );
    const { said, code } = await startInVain({ PORT: `${port}`, DATA_DIR: join(scratch, 'taken'), SEED_DEMO: 'false' });
    squatter.close();
    expectOneSentence(said);
    expect(said).toContain(`Port ${port} is taken`);
    expect(code).toBe(1);
  });

  it('ends in one sentence when the folder cannot be written', async () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, 'not a folder');
    chmodSync(file, 0o444);
    const { said, code } = await startInVain({ DATA_DIR: join(file, 'data') });
    expectOneSentence(said);
    expect(said).toMatch(/folder .* cannot be written/);
    expect(code).toBe(1);
  });

  it('ends in one sentence when the database is newer than the code', async () => {
    const dataDir = join(scratch, 'newer');
    const first = await startServer({ DATA_DIR: dataDir, SEED_DEMO: 'false' });
    await first.stop();
    const database = await createDatabase({ dataDir });
    await database.execute(
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ('future', 9999999999999)`,
    );
    await database.close();
    const { said, code } = await startInVain({ DATA_DIR: dataDir });
    expectOneSentence(said);
    expect(said).toContain('newer version');
    expect(code).toBe(1);
  });

  it('ends in one sentence when another process uses the folder', async () => {
    const dataDir = join(scratch, 'shared');
    const first = await startServer({ DATA_DIR: dataDir, SEED_DEMO: 'false' });
    const { said, code } = await startInVain({ DATA_DIR: dataDir });
    await first.stop();
    expectOneSentence(said);
    expect(said).toMatch(/in use by another/);
    expect(code).toBe(1);
  });

  it('names every variable that cannot be used', async () => {
    const { said, code } = await startInVain({ PORT: 'abc', LOG_LEVEL: 'loud' });
    expectOneSentence(said);
    expect(said).toContain('PORT');
    expect(said).toContain('LOG_LEVEL');
    expect(code).toBe(1);
  });
});

describe('stopping', () => {
  it('finishes what came in, exits with 0 and keeps what was saved', async () => {
    const dataDir = join(scratch, 'kept');
    const first = await startServer({ DATA_DIR: dataDir });
    const client = await new TestClient(first.url).signIn('owner@harborpine.example', demo.password);
    const slug = await new TestClient(first.url).signUp('Saved Before The Stop');
    const answers = Array.from({ length: 20 }, () => client.get('/t/harbor-pine'));
    await answers[0];
    const code = await first.stop('SIGINT');
    const settled = await Promise.allSettled(answers);
    expect(code).toBe(0);
    expect(
      settled.filter((answer) => answer.status === 'fulfilled' && answer.value.status === 200).length,
    ).toBeGreaterThan(0);

    const second = await startServer({ DATA_DIR: dataDir });
    const again = await new TestClient(second.url).signUp('Saved Before The Stop');
    await second.stop();
    expect([slug, again]).toEqual(['saved-before-the-stop', 'saved-before-the-stop-2']);
  });
});
