import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliveryJob } from '#app/events/deliver.server.ts';
import { record } from '#app/events/record.server.ts';
import { startWorker } from '#app/jobs/worker.server.ts';
import { isPrivate, outsideUrl } from '#app/outbound/address.server.ts';
import { registry } from '#app/registry.server.ts';
import { job, mail, webhookAttempt, webhookDelivery, webhookEndpoint } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { clientCreated } from '#modules/paintbox/contract.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import { webhookJob, webhookListeners } from './deliver.server.ts';
import * as endpoints from './endpoints.server.ts';
import { send } from './send.server.ts';

process.env.WEBHOOKS_ALLOW_PRIVATE = 'true';
const clientId = '01890a5d-ac96-774b-bcce-b302099a8057';

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

let database: FreshDatabase;
let business: Business;
let server: Server;
let url: string;
let received: Received[];
let answer: (response: ServerResponse, request: IncomingMessage) => void;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
  received = [];
  answer = (response) => response.writeHead(204).end();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const add = (values: Partial<endpoints.NewEndpoint> = {}) =>
  business.run((ctx) => endpoints.addEndpoint(ctx, { url, description: '', events: [clientCreated.name], ...values }));
const happen = () => business.run((ctx) => record(ctx, clientCreated, { clientId, clientName: 'Eleanor' }));
const inside = <T>(run: Parameters<typeof withTenant<T>>[1]) => withTenant({ tenantId: business.tenant.id }, run);
const log = () => inside((tx) => endpoints.listDeliveries(tx));
const overdue = () => database.execute(`update job set run_at = now() - interval '1 second' where dead_at is null`);

async function work(): Promise<void> {
  const listeners = webhookListeners(registry.manifests.flatMap(({ events = [] }) => events));
  const worker = await startWorker({ database, jobs: [deliveryJob(listeners), webhookJob], pollMs: 60_000 });
  await worker.drain();
  await worker.stop();
}

function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(signature);
}

describe('what happened', () => {
  it('is told once, signed, to those who asked for it', async () => {
    const { secret } = await add();
    await add({ events: ['paintbox.quote-accepted'] });
    await happen();
    await work();
    await work();
    expect(received).toHaveLength(1);
    const [message] = received;
    expect(JSON.parse(message?.body ?? '')).toEqual({
      type: 'paintbox.client-created',
      timestamp: expect.any(String),
      data: { clientId, clientName: 'Eleanor' },
    });
    expect(message && isSigned(message, secret)).toBe(true);
    expect(message && isSigned(message, 'whsec_AAAA')).toBe(false);
    expect(await log()).toMatchObject([{ state: 'delivered', attempts: 1, status: 204, error: null }]);
  });

  it('is not told to another business', async () => {
    await add();
    const other = await newBusiness();
    await other.run((ctx) => record(ctx, clientCreated, { clientId, clientName: 'Theirs' }));
    await work();
    expect(received).toEqual([]);
  });

  it('is signed by the old secret too for a day after a change, and then no more', async () => {
    const { id, secret: old } = await add();
    const { secret } = await business.run((ctx) => endpoints.rotateSecret(ctx, id), new Date());
    await happen();
    await work();
    expect(received.map((message) => [isSigned(message, old), isSigned(message, secret)])).toEqual([[true, true]]);
    await inside((tx) => tx.update(webhookEndpoint).set({ oldSecretUntil: new Date(0) }));
    await happen();
    await work();
    expect(received[1] && [isSigned(received[1], old), isSigned(received[1], secret)]).toEqual([false, true]);
  });

  it('keeps no secret in the clear', async () => {
    const { secret } = await add();
    const rows = await inside((tx) => tx.select().from(webhookEndpoint));
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
  });
});

describe('an endpoint', () => {
  it('that answers 500 is tried again, ever later, under the same id, and then given up', async () => {
    answer = (response) => response.writeHead(500).end('x'.repeat(10_000));
    await add();
    await happen();
    for (let tries = 0; tries < 12; tries += 1) {
      await work();
      await overdue();
    }
    expect(received).toHaveLength(10);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [entry] = await log();
    expect(entry).toMatchObject({ state: 'failed', attempts: 10, status: 500, nextAttemptAt: null });
    expect(entry?.excerpt).toHaveLength(2_048);
    expect(await inside((tx) => tx.$count(job))).toBe(0);
  });

  it('is tried again after five seconds at first', async () => {
    answer = (response) => response.destroy();
    await add();
    await happen();
    await work();
    const [entry] = await log();
    expect(entry).toMatchObject({ state: 'waiting', attempts: 1, status: null, error: 'It closed the connection.' });
    const wait = (entry?.nextAttemptAt?.getTime() ?? 0) - (entry?.at?.getTime() ?? 0);
    expect(wait).toBeGreaterThanOrEqual(4_500);
    expect(wait).toBeLessThanOrEqual(5_500);
    answer = (response) => response.end('ok');
    await overdue();
    await work();
    expect(await log()).toMatchObject([{ state: 'delivered', attempts: 2, status: 200, excerpt: 'ok' }]);
  });

  it('that redirects is not followed', async () => {
    answer = (response, request) =>
      request.url === '/hook' ? response.writeHead(307, { Location: '/elsewhere' }).end() : response.end('secret');
    await add();
    await happen();
    await work();
    expect(received).toHaveLength(1);
    expect(await log()).toMatchObject([{ state: 'waiting', status: 307 }]);
  });

  it('that is slow, drips, or is not there, takes no longer than its time', async () => {
    const at = new URL(url);
    const message = { headers: {}, body: '{}' };
    answer = () => {};
    const silent = await send(at, message, { allowPrivate: true, waitMs: 300 });
    expect(silent).toMatchObject({ status: null, error: 'It did not answer in time.' });
    answer = (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    const dripping = await send(at, message, { allowPrivate: true, waitMs: 300 });
    expect(dripping.error).toBe('It did not answer in time.');
    for (const { milliseconds } of [silent, dripping]) expect(milliseconds).toBeLessThan(1_500);
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    at.port = String((gone.address() as AddressInfo).port);
    await new Promise((resolve) => gone.close(resolve));
    expect(await send(at, message, { allowPrivate: true })).toMatchObject({ error: 'It refused the connection.' });
  });

  it('that fails for days is switched off, and its business is told', async () => {
    answer = (response) => response.writeHead(503).end();
    await add();
    await inside((tx) => tx.update(webhookEndpoint).set({ failingSince: new Date(Date.now() - 6 * 24 * 3_600_000) }));
    await happen();
    await work();
    const [endpoint] = await inside(endpoints.listEndpoints);
    expect(endpoint).toMatchObject({ disabledAt: expect.any(Date), disabledBecause: 'failing' });
    expect(await inside((tx) => tx.select({ template: mail.template }).from(mail))).toEqual([
      { template: 'webhook.switched-off' },
    ]);
    await happen();
    await overdue();
    await work();
    expect(received).toHaveLength(1);
    expect(await log()).toMatchObject([{ state: 'failed' }]);
  });

  it('that says 410 is told nothing more', async () => {
    answer = (response) => response.writeHead(410).end();
    await add();
    await happen();
    await work();
    expect((await inside(endpoints.listEndpoints))[0]?.disabledBecause).toBe('failing');
  });

  it('gets a test, and a message again under its own id', async () => {
    const { id } = await add();
    await business.run((ctx) => endpoints.sendTest(ctx, id));
    await work();
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'webhook.test' });
    const [entry] = await log();
    await business.run((ctx) => endpoints.replay(ctx, entry?.id ?? ''));
    await work();
    expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
    expect(await inside((tx) => tx.$count(webhookAttempt))).toBe(2);
    const other = await newBusiness();
    expect((await refusalOf(other.run((ctx) => endpoints.replay(ctx, entry?.id ?? '')))).code).toBe('not-found');
    expect((await refusalOf(other.run((ctx) => endpoints.sendTest(ctx, id)))).code).toBe('not-found');
    await business.run((ctx) => endpoints.removeEndpoint(ctx, id));
    expect(await inside((tx) => tx.$count(webhookDelivery, eq(webhookDelivery.endpointId, id)))).toBe(0);
  });
});

describe('a private address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'nonsense',
  ])('%s is known', (address) => expect(isPrivate(address)).toBe(true));

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is not one', (address) =>
    expect(isPrivate(address)).toBe(false),
  );

  it('is not called, however it is written', async () => {
    const { port } = server.address() as AddressInfo;
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      'localhost',
      'LOCALHOST.',
    ];
    for (const host of hosts) {
      const at = new URL(`http://${host}:${port}/hook`);
      const outcome = await send(at, { headers: {}, body: '{}' }, { allowPrivate: false });
      expect([host, outcome.status, outcome.error]).toEqual([host, null, 'The address leads into a private network.']);
    }
    expect(received).toEqual([]);
  });

  it('cannot be entered', () => {
    const wrong = [
      'http://example.com',
      'https://10.0.0.1/x',
      'https://u:p@example.com',
      'https://localhost',
      'ftp://x.y',
      'x',
      'https://0x7f.1/',
    ];
    for (const text of wrong) expect(() => outsideUrl(text, { allowPrivate: false, field: 'url' })).toThrow();
    expect(outsideUrl('https://example.com/hook#part', { allowPrivate: false, field: 'url' }).href).toBe(
      'https://example.com/hook',
    );
  });

  it('is every address of its networks', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const networks = fc.constantFrom('10', '127', '0', '192.168', '169.254', '172.16', '198.19', '240');
    fc.assert(
      fc.property(networks, octet, octet, octet, (network, a, b, c) => {
        const address = [network, a, b, c].join('.').split('.').slice(0, 4).join('.');
        expect([isPrivate(address), isPrivate(`::ffff:${address}`)]).toEqual([true, true]);
      }),
    );
  });
});
