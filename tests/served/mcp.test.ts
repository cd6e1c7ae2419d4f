import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

let server: TestServer;
let browser: Browser;
let base: string;

beforeAll(async () => {
  server = await startServer();
  base = server.url.replace('127.0.0.1', 'localhost');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Pictures of the pages, for whoever wants to look at them. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.LOOK_AT;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}

it('lets a program in, and has what it proposes approved and taken back, without JavaScript', async () => {
  const callback = 'http://127.0.0.1:9/callback';
  const registration = await fetch(`${base}/oauth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_name: 'Desk helper', redirect_uris: [callback] }),
  });
  const { client_id } = (await registration.json()) as { client_id: string };
  const verifier = randomBytes(32).toString('base64url');
  const resource = `${base}/mcp`;

  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: callback,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'xyz',
    resource,
  });
  await page.goto(`${base}/oauth/authorize?${asked}`);
  await page.getByLabel('Email').fill('owner@harborpine.example');
  await page.getByLabel('Password').fill(demo.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Let Desk helper in?' }).count()).resolves.toBe(1);
  await look(page, 'consent');
  await page.getByRole('button', { name: 'Let it in' }).click();
  const back = new URL((await page.getByRole('link', { name: /Go back to/ }).getAttribute('href')) ?? '');
  await look(page, 'let-in');
  expect(back.origin + back.pathname).toBe(callback);

  const token = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      client_id,
      redirect_uri: callback,
      code_verifier: verifier,
      resource,
    }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const client = new Client({ name: 'desk', version: '1.0.0' });
  const requestInit = { headers: { Authorization: `Bearer ${access_token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { requestInit }));
  const call = (name: string, input: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: input }) as Promise<CallToolResult>;

  const side = (value: string) => ({ value, because: `a hall of ${value}` });
  const proposed = await call('paintbox_draft_estimate', {
    title: 'Hall',
    newClient: 'Ada Moss',
    rooms: [{ name: 'Hall', because: 'a hall', length: side('12'), width: side('9'), height: side('8') }],
  });
  const { id, approveAt } = proposed.structuredContent as { id: string; approveAt: string };
  await page.goto(approveAt);
  await look(page, 'change');
  expect(await page.getByText('a hall of 12').count()).toBe(1);
  await page.getByRole('button', { name: 'Approve' }).click();
  expect(await page.getByText('was drafted and comes to').count()).toBe(1);
  await look(page, 'done');
  expect((await call('change_status', { id })).structuredContent).toMatchObject({ status: 'applied' });
  await page.getByRole('button', { name: 'Take it back' }).click();
  expect((await call('change_status', { id })).structuredContent).toMatchObject({ status: 'undone' });
  const { resources } = await client.listResources();
  const [first] = resources;
  if (first) expect((await client.readResource({ uri: first.uri })).contents).toHaveLength(1);
  await client.close();
});
