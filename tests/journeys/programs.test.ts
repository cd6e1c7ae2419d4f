import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { letProgramIn } from '../support/pages.ts';
import { business, openStage, ready, type Stage } from '../support/visitor.ts';

let stage: Stage;
let receiver: Receiver;

beforeAll(async () => {
  [stage, receiver] = await Promise.all([openStage({ WEBHOOKS_ALLOW_PRIVATE: 'true' }), startReceiver()]);
});

afterAll(async () => {
  receiver?.server.close();
  await stage?.close();
});

afterEach(() => {
  expect(stage.complaints.splice(0)).toEqual([]);
});

interface Receiver {
  url: string;
  server: Server;
  /** What it answers from now on. */
  status: number;
  got: { headers: NodeJS.Dict<string | string[]>; body: string }[];
}

/** Somebody else's system, on loopback. */
async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    found.got.push({ headers: request.headers, body });
    response.writeHead(found.status).end('noted');
  });
  const found: Receiver = { url: '', server, status: 200, got: [] };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  found.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return found;
}

it('a program that was let in is seen beside the sessions, and is out once it is disconnected', async () => {
  const owner = await stage.member('owner');
  const { access_token } = await letProgramIn(owner);
  const knock = () =>
    fetch(`${stage.server.url}/mcp`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${access_token}`,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
  expect((await knock()).status).toBe(200);
  await owner.goto('/account/sessions');
  const row = owner.getByRole('listitem').filter({ hasText: 'Desk helper in Harbor' });
  await row.getByText('Allowed:').waitFor();
  await ready(owner);
  await row.getByRole('button', { name: /^Disconnect Desk helper/ }).click();
  await owner.getByText('Desk helper was disconnected from Harbor').waitFor();
  expect((await knock()).status).toBe(401);
  expect(await owner.getByRole('heading', { name: 'Connected applications' }).count()).toBe(0);
  await owner.context().close();
});

it('a key is shown once, opens what it may, and nothing once it is revoked', async () => {
  const owner = await stage.member('owner');
  const page = `${business}/admin/api-keys`;
  await owner.goto(page);
  await owner.getByText('No keys yet').waitFor();
  await ready(owner);
  await owner.getByRole('button', { name: 'Make the key' }).click();
  await owner.getByText('Say what the key is for').first().waitFor();
  await owner.getByLabel('What it is for').fill('Bookkeeping');
  await owner
    .getByRole('checkbox', { name: /Paintbox/ })
    .first()
    .check();
  await owner.getByRole('button', { name: 'Make the key' }).click();
  const key = (await owner.locator('.copyable').textContent()) ?? '';
  expect(key).toMatch(/^cfk_/);

  const ask = (path: string, method = 'GET') =>
    fetch(`${stage.server.url}/api/v1/paintbox/${path}`, { method, headers: { Authorization: `Bearer ${key}` } });
  const answer = await ask('clients');
  expect(answer.status).toBe(200);
  expect((await answer.json()).data.length).toBeGreaterThan(0);
  expect((await ask('clients', 'POST')).status).toBe(403);

  // Nothing but its beginning is shown again; its use is.
  await owner.goto(page);
  expect(await owner.content()).not.toContain(key);
  const row = owner.getByRole('listitem').filter({ hasText: 'Bookkeeping' });
  await row.getByText(key.slice(0, 12)).waitFor();
  await ready(owner);
  await row.getByRole('button', { name: 'Revoke' }).click();
  await owner.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await owner.getByText('opens nothing any more').first().waitFor();
  await row.getByText('Revoked').first().waitFor();
  expect((await ask('clients')).status).toBe(401);
});

it('a system of theirs is told what happens, fails, is switched off, and is told again', async () => {
  const owner = await stage.member('owner');
  const page = `${business}/admin/webhooks`;
  await owner.goto(page);
  await owner.getByText('Nobody is told yet').waitFor();
  await ready(owner);
  await owner.getByLabel('Address').fill(receiver.url);
  await owner.getByRole('checkbox', { name: 'A client was added' }).check();
  await owner.getByRole('button', { name: 'Add the endpoint' }).click();
  const secret = (await owner.locator('.copyable').textContent()) ?? '';
  expect(secret).toMatch(/^whsec_/);

  // What happens here arrives there, signed.
  await owner.goto(`${business}/paintbox/clients/new`);
  await owner.getByLabel('Name').first().fill('Told Elsewhere');
  await owner
    .getByRole('button', { name: /add|save/i })
    .last()
    .click();
  await owner.getByRole('heading', { name: 'Told Elsewhere' }).waitFor();
  await expect.poll(() => receiver.got.length, { timeout: 20_000 }).toBe(1);
  const [told] = receiver.got;
  expect(JSON.parse(told?.body ?? '')).toMatchObject({ type: 'paintbox.client-created' });
  expect(told?.headers['webhook-signature']).toContain(signatureOf(secret, told));
  await owner.goto(page);
  const messages = owner.getByRole('listitem').filter({ hasText: 'answered' });
  await messages.filter({ hasText: 'Delivered' }).getByText('answered 200').waitFor();

  // It says that it is gone: nothing more is sent until somebody switches it on.
  receiver.status = 410;
  await ready(owner);
  await owner.getByRole('button', { name: 'Send a test' }).click();
  await expect.poll(() => receiver.got.length, { timeout: 20_000 }).toBe(2);
  const failed = owner.getByRole('listitem').filter({ hasText: 'Given up' });
  await expect.poll(async () => (await owner.goto(page)) && failed.count(), { timeout: 20_000 }).toBe(1);
  await failed.getByText('answered 410').waitFor();
  await owner.getByText(/^Off/).first().waitFor();

  receiver.status = 200;
  await ready(owner);
  await owner.getByRole('button', { name: 'Switch on' }).click();
  await owner.getByText('told again what happens').first().waitFor();
  await failed.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => receiver.got.length, { timeout: 20_000 }).toBe(3);
  // The same message, by which its receiver knows that it had it before.
  expect(receiver.got[2]?.headers['webhook-id']).toBe(receiver.got[1]?.headers['webhook-id']);
  await expect.poll(async () => (await owner.goto(page)) && failed.count(), { timeout: 20_000 }).toBe(0);
});

/** As the Standard Webhooks compute it. */
function signatureOf(secret: string, told: Receiver['got'][number] | undefined): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const { headers, body } = told ?? { headers: {}, body: '' };
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
