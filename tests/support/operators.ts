import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { demo } from '#app/demo.server.ts';
import { TestClient } from './client.ts';
import { AppOnPhone, setUpApp, signIn } from './second-factor.ts';
import { templateFolder } from './seeded.ts';
import { startServer, type TestServer } from './server.ts';
import type { Stage } from './visitor.ts';

/** The demo's people who run the platform in these tests. */
export const operators = ['viewer@harborpine.example', 'admin@harborpine.example'] as const;

/** Runs `npm run operator` and gives what it printed. */
export function operatorCommand(environment: Record<string, string>, ...words: string[]): string {
  const ran = spawnSync(process.execPath, ['scripts/operator.ts', ...words], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    encoding: 'utf8',
  });
  return ran.stdout + ran.stderr;
}

/** A server with the demo business whose viewer and admin are operators: the command made them, before it started. */
export async function serverWithOperators(environment: Record<string, string> = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'candlefish-operators-'));
  const data = join(folder, 'data');
  if (!existsSync(templateFolder())) throw new Error('The seeded database is made before the tests.');
  cpSync(templateFolder(), data, { recursive: true });
  for (const email of operators) {
    const said = operatorCommand({ DATA_DIR: data }, 'add', email);
    if (!said.includes('is an operator')) throw new Error(said);
  }
  const server = await startServer({ DATA_DIR: data, ...environment });
  server.process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return server;
}

/** An operator's own browser on the stage of {@link serverWithOperators}, with a second factor shown. Once for each of them. */
export async function operatorPage(stage: Stage, email: (typeof operators)[number] = operators[0]): Promise<Page> {
  const page = await stage.visitor();
  await signIn(page, { email, password: demo.password });
  await setUpApp(page);
  return page;
}

/** Signs in an operator and sets up an app: from then on they are let in. */
export async function operatorClient(server: TestServer, email: string): Promise<TestClient> {
  const client = await new TestClient(server.url).signIn(email, demo.password);
  const page = await (await client.get('/account/authenticator')).text();
  const key = /class="[^"]*copyable[^"]*"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1];
  if (!key) throw new Error('The page of the app shows no key.');
  // As a form without a script: the page that answers is drawn with the session's new name.
  const answer = await client.post('/account/authenticator', { code: new AppOnPhone(key).code() });
  const codes = await answer.text();
  if (!codes.includes('The app is on')) throw new Error(`The app was not set up: ${answer.status}`);
  return client;
}
