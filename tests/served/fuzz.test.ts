import { afterAll, beforeAll, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import '#app/registry.server.ts';
import { apiBase } from '#app/api/mount.server.ts';
import { registry } from '#app/registry.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { type Dictionary, fire, type Hit, type Shot, shots } from '#tests/support/fuzz.ts';
import { type Harvest, harvest } from '#tests/support/harvest.ts';
import { operatorClient, serverWithOperators } from '#tests/support/operators.ts';
import { allDoors } from '#tests/support/routes.ts';
import type { TestServer } from '#tests/support/server.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20_260_101);
const count = Number(process.env.FUZZ_COUNT ?? 10_000);
const business = '/t/harbor-pine';
const doors = await allDoors();

/** Who knocks. Somebody who has lost their way in (they signed out, or switched the product off) finds it again. */
interface Knocker {
  name: string;
  headers(shot: Shot): Record<string, string>;
  /** Those that they are sent out with; the others are somebody else's. */
  takes(shot: Shot): boolean;
  comeBack(): Promise<void>;
}

let server: TestServer;
let knockers: Knocker[];
let dictionary: Dictionary;

beforeAll(async () => {
  // Every limit is raised: what is asked here is what lies behind them.
  server = await serverWithOperators({ RATE_LIMIT_SCALE: '1000000', MAX_IN_FLIGHT: '1000', PROOF_MINUTES: '1000' });
  const owner = await memberWhoReturns('owner');
  const operator = await operatorClient(server, 'viewer@harborpine.example');
  const key = await makeKey(owner.client());
  const accessToken = await logIn();
  dictionary = await gather(owner.client(), operator, accessToken);
  knockers = [
    browser('anonymous', new TestClient(server.url)),
    browser('operator', operator, ({ method, path }) => method !== 'POST' || path.startsWith('/operator')),
    owner,
    owner,
    owner,
    await memberWhoReturns('member'),
    program('key', key),
    program('token', accessToken),
  ];
});

afterAll(async () => {
  await server?.stop();
});

it(`${count} requests of all shapes meet no mistake of ours (seed ${seed})`, { timeout: 600_000 }, async () => {
  const waiting = shots(dictionary, { seed, count });
  const statuses = new Map<number, number>();
  const wrong: string[] = [];
  let at = 0;
  async function shoot(): Promise<void> {
    for (let shot = waiting[at++]; shot; shot = waiting[at++]) {
      const own = at;
      const knocker = knockerFor(own, shot);
      if (own % 100 === 0) for (const each of new Set(knockers)) await each.comeBack();
      const sent = { ...shot, headers: { ...shot.headers, ...knocker.headers(shot) } };
      const hit = await fire(server.url, sent).catch((error: Error) => ({
        status: 0,
        headers: {},
        text: error.message,
      }));
      statuses.set(hit.status, (statuses.get(hit.status) ?? 0) + 1);
      const fault = faultOf(hit);
      if (fault) wrong.push(`${own} ${knocker.name} ${describe(sent)}\n  -> ${hit.status} ${fault}`);
    }
  }
  await Promise.all(Array.from({ length: 8 }, shoot));
  expect({ wrong: wrong.slice(0, 15), logged: logged() }).toEqual({ wrong: [], logged: [] });
  // It went deep: forms took effect, were refused field by field, and led on.
  const share = (...some: number[]) => some.reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0) / count;
  expect(share(200, 201, 302)).toBeGreaterThan(0.15);
  expect(share(422)).toBeGreaterThan(0.1);
  expect(share(403)).toBeLessThan(0.25);
  expect(await (await fetch(`${server.url}/api/health`)).json()).toMatchObject({ status: 'ok' });
});

/** What the server wrote down of its mistakes, each once. */
function logged(): string[] {
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && JSON.parse(line).level >= 50);
  return [...new Set(lines.map((line) => line.replace(/"(time|requestId|path)":("[^"]*"|\d+),?/g, '').slice(0, 900)))];
}

/** The same one for the same shot, whoever of them is in the mood for it. */
function knockerFor(at: number, shot: Shot): Knocker {
  const fitting = knockers.filter((knocker) => knocker.takes(shot));
  const chosen = fitting[at % fitting.length];
  if (!chosen) throw new Error(`Nobody takes ${shot.method} ${shot.path}.`);
  return chosen;
}

/** What an answer may never be or say: a mistake of ours, or how we are made inside. */
function faultOf({ status, text }: Hit): string | null {
  if (status === 0 || status >= 500) return text.slice(0, 300);
  const leak =
    /\n\s+at [^\n]*[:(]\d+|node_modules|\/build\/server|\.server\.ts|PGlite|drizzle|candlefish_app|Failed query|SQLSTATE|ECONN|TypeError|ZodError/.exec(
      text,
    );
  return leak && text.slice(Math.max(0, leak.index - 80), leak.index + 200);
}

function describe({ method, path, headers, body }: Shot): string {
  const { Cookie: _, ...shown } = headers;
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(shown).slice(0, 400)}\n  ${Buffer.from(body ?? [])
    .toString('latin1')
    .slice(0, 700)}`;
}

function browser(name: string, client: TestClient, takes: Knocker['takes'] = () => true): Knocker {
  return {
    name,
    takes,
    headers: ({ isOwn }) => ({
      Cookie: client.cookieHeader(),
      ...(isOwn && { Origin: server.url, 'X-CSRF-Token': client.csrf() }),
    }),
    comeBack: async () => {},
  };
}

async function memberWhoReturns(role: string): Promise<Knocker & { client(): TestClient }> {
  const email = `${role}@harborpine.example`;
  let client = await new TestClient(server.url).signIn(email, demo.password);
  const isIn = async () => (await client.get(`${business}/paintbox/estimates`)).status === 200;
  return {
    name: role,
    takes: () => true,
    client: () => client,
    headers: (shot) => browser(role, client).headers(shot),
    async comeBack() {
      if (await isIn()) return;
      await client.post(`${business}/admin/products`, { intent: 'on', product: 'paintbox' });
      if (await isIn()) return;
      client = await new TestClient(server.url).signIn(email, demo.password);
    },
  };
}

function program(name: string, token: string): Knocker {
  return {
    name,
    takes: ({ path }) => path.startsWith('/api/'),
    headers: () => ({ Authorization: `Bearer ${token}` }),
    comeBack: async () => {},
  };
}

async function makeKey(owner: TestClient): Promise<string> {
  const form = { intent: 'make', name: 'Fuzz', lifetime: 'never' };
  const fields = { ...form, scopes: 'paintbox:write' };
  const answer = await owner.post(`${business}/admin/api-keys`, fields);
  const key = /cfk_[0-9a-f]{8}_[\w-]{54}/.exec(await answer.text())?.[0];
  if (!key) throw new Error(`No key was made: ${answer.status}`);
  return key;
}

async function logIn(): Promise<string> {
  const answer = await fetch(`${server.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'owner@harborpine.example', password: demo.password }),
  });
  return (await answer.json()).accessToken;
}

async function gather(owner: TestClient, operator: TestClient, token: string): Promise<Dictionary> {
  const [ofBusiness, ofPlatform] = await Promise.all([
    harvest(owner, [business, '/account', '/businesses', `${business}/admin`, ...ofTenant()], {
      follow: /^\/(t\/harbor-pine|account|businesses|q|mailbox)(?!.*\/(export|data|sign-out))/,
      pages: 140,
    }),
    harvest(operator, ['/operator', '/operator/features', '/operator/health', '/operator/acts'], {
      follow: /^\/operator/,
      pages: 12,
    }),
  ]);
  const found = { ...merged(ofBusiness, ofPlatform), patterns: patterns() };
  const names = new Set(found.forms.flatMap(({ fields }) => Object.keys(fields)));
  for (const path of found.paths) for (const [name] of new URL(path, server.url).searchParams) names.add(name);
  const intents = new Set(doors.flatMap(({ intent }) => intent ?? []));
  return { ...found, names: [...names], intents: [...intents], bodies: await bodies(found, token) };
}

const ofTenant = () => patterns().filter((path) => path.startsWith(`${business}/`) && !/[:*]|export/.test(path));

function patterns(): string[] {
  const pages = doors.map(({ pattern }) => pattern.replace(':tenant', 'harbor-pine'));
  const api = registry.manifests.flatMap(({ api: own = [] }) => own.map(({ path }) => `${apiBase}/${path}`));
  return [...new Set([...pages, ...doors.map(({ pattern }) => pattern), ...api, ...platformDoors])];
}

const platformDoors = [
  '/api/health',
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/logout',
  '/api/auth/me',
  '/api/csp-report',
  '/.well-known/jwks.json',
  `${apiBase}/*`,
];

function merged(one: Harvest, other: Harvest): Harvest {
  return {
    paths: [...one.paths, ...other.paths],
    forms: [...one.forms, ...other.forms],
    ids: [...one.ids, ...other.ids],
  };
}

/** What scripts of ours and programs of others send as JSON. */
async function bodies({ paths, forms }: Harvest, token: string): Promise<Dictionary['bodies']> {
  const estimate = paths.flatMap((path) => /\/estimates\/([0-9a-f-]{36})$/.exec(path)?.[1] ?? [])[0];
  const answer = await fetch(`${server.url}${apiBase}/paintbox/estimates/${estimate}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { document, revision } = await answer.json();
  const save = { version: revision.version, document };
  const edits = [
    { kind: 'cell', sheet: 0, cell: 'B2', input: '=SUM(A1:A3)' },
    { kind: 'insert', axis: 'row', sheet: 0, at: 1, count: 1 },
  ];
  const workbook = paths.find((path) => /\/workbooks\/[0-9a-f-]{36}$/.test(path)) ?? `${business}/paintbox/workbooks/x`;
  const api = registry.manifests.flatMap(({ api: own = [] }) => own.filter(({ method }) => method === 'POST'));
  const client = { name: 'Ida Berg', kind: 'person', email: 'ida@example.com', line1: 'Elm Street 1', country: 'US' };
  return [
    ...Array(6).fill({ path: `${business}/paintbox/estimates/${estimate}/save`, body: save }),
    ...Array(2).fill({ path: `${workbook}/save`, body: { version: 1, keep: 0, edits } }),
    ...api.map(({ path }) => ({ path: `${apiBase}/${path}`, body: client })),
    ...api.map(({ path }) => ({ path: `${apiBase}/${path}`, body: client })),
    { path: '/api/auth/login', body: { email: 'a@example.com', password: 'x', tenant: 'harbor-pine' } },
    { path: '/api/auth/login', body: { challenge: 'x', code: '123456' } },
    { path: '/api/auth/refresh', body: { refreshToken: 'x' } },
    {
      path: '/api/csp-report',
      body: { 'csp-report': { 'document-uri': 'https://x.example', 'blocked-uri': 'inline' } },
    },
    ...forms.map(({ action, fields }) => ({ path: action, body: fields })).slice(0, 12),
  ];
}
