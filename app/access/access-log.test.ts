import { randomUUID } from 'node:crypto';
import type { AppLoadContext } from '@remix-run/node';
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessLog, platformAccessLog } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';
import { type Access, AccessLog, flushAccessLog, keptDays, removeOldAccesses } from './access-log.server.ts';
import { noteAccess, recordRequest } from './request.server.ts';

let database: FreshDatabase;
let acme: TestTenant;
let birch: TestTenant;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await makeTenant('Acme');
  birch = await makeTenant('Birch');
});
afterAll(() => database.close());

const access = (more: Partial<Access> = {}): Access => ({ at: new Date(), kind: 'request', path: '/x', ...more });
const ofTenant = (own: TestTenant) =>
  withTenant(own, (tx) => tx.select().from(accessLog).orderBy(asc(accessLog.path), asc(accessLog.at)));
const ofPlatform = () => withPlatform((tx) => tx.select().from(platformAccessLog).orderBy(asc(platformAccessLog.at)));

describe('the log', () => {
  test('keeps each access where it belongs, and a tenant sees its own', async () => {
    const log = new AccessLog();
    log.record(access({ tenantId: acme.tenantId, userId: acme.userId, path: '/t/acme', status: 200 }));
    log.record(access({ tenantId: birch.tenantId, path: '/t/birch' }));
    log.record(access({ kind: 'sign-in', path: '/sign-in', userId: acme.userId }));
    // A tenant that is gone, and what a client may put into a path, do not keep the others from being written.
    log.record(access({ tenantId: randomUUID(), path: '/t/gone' }));
    log.record(access({ tenantId: acme.tenantId, path: '/t/\u0000\ud800"\'; drop table access_log' }));
    await log.flush();
    expect((await ofTenant(acme)).map(({ path, status }) => [path, status])).toEqual([
      ['/t/acme', 200],
      [expect.stringContaining('drop table'), null],
    ]);
    expect((await ofTenant(birch)).map(({ path }) => path)).toEqual(['/t/birch']);
    expect((await ofPlatform()).map(({ path, kind }) => [kind, path])).toEqual([['sign-in', '/sign-in']]);
  });

  test('writes without being told, in batches', async () => {
    const batches: number[] = [];
    const log = new AccessLog({ everyMs: 5, write: async (batch) => void batches.push(batch.length) });
    for (let at = 0; at < 1_200; at += 1) log.record(access());
    await expect.poll(() => batches.reduce((sum, count) => sum + count, 0)).toBe(1_200);
    expect(Math.max(...batches)).toBeLessThanOrEqual(500);
  });

  test('loses nothing while the database is away, as long as it fits, and then the oldest', async () => {
    const written: (string | null | undefined)[] = [];
    let isAway = true;
    const write = async (batch: readonly Access[]) => {
      if (isAway) throw new Error('away');
      written.push(...batch.map(({ path }) => path));
    };
    const log = new AccessLog({ capacity: 10, everyMs: 60_000, write });
    for (let at = 0; at < 8; at += 1) log.record(access({ path: String(at) }));
    await log.flush();
    expect([log.waiting, log.lost]).toEqual([8, 0]);
    for (let at = 8; at < 15; at += 1) log.record(access({ path: String(at) }));
    expect([log.waiting, log.lost]).toEqual([10, 5]);
    await log.flush();
    isAway = false;
    await log.flush();
    expect(written).toEqual(['5', '6', '7', '8', '9', '10', '11', '12', '13', '14']);
  });

  test('is kept ninety days, and removed in small steps', async () => {
    const now = new Date('2030-06-01T00:00:00Z');
    const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3600 * 1000);
    const log = new AccessLog();
    for (const days of [keptDays + 1, keptDays + 200, keptDays - 1, 0]) {
      for (const tenantId of [acme.tenantId, birch.tenantId, null]) log.record(access({ at: daysAgo(days), tenantId }));
    }
    await log.flush();
    await removeOldAccesses(now, 2);
    const left = [...(await ofTenant(acme)), ...(await ofTenant(birch)), ...(await ofPlatform())];
    expect(left.map(({ at }) => at.getTime()).sort()).toEqual(
      [keptDays - 1, keptDays - 1, keptDays - 1, 0, 0, 0].map((days) => daysAgo(days).getTime()),
    );
    expect(await removeOldAccesses(now)).toBe(0);
  });
});

describe('a request', () => {
  const context = () => ({ requestId: 'r1', clientAddress: '203.0.113.7' }) as AppLoadContext;
  const request = { method: 'GET', path: '/t/acme/paintbox/clients.data', status: 200, startedAt: performance.now() };

  test('is recorded with who asked, from where, and what for; a link’s secret is not', async () => {
    const cedar = await makeTenant('Cedar');
    const [known, link] = [context(), context()];
    noteAccess(known, { tenantId: cedar.tenantId, userId: cedar.userId });
    noteAccess(known, { personalData: 'clients' });
    recordRequest(known, request);
    noteAccess(link, { tenantId: cedar.tenantId });
    recordRequest(link, { ...request, path: `/q/${'a1'.repeat(27)}/quote.pdf` });
    await flushAccessLog();
    expect(await ofTenant(cedar)).toMatchObject([
      { kind: 'request', userId: null, path: '/q/…/quote.pdf' },
      {
        kind: 'personal-data',
        detail: 'clients',
        userId: cedar.userId,
        path: '/t/acme/paintbox/clients',
        address: '203.0.113.7',
        requestId: 'r1',
      },
    ]);
  });

  test.each([
    ['GET', '/', null],
    ['GET', '/sign-in', null],
    ['GET', '/api/health', null],
    ['POST', '/api/csp-report', null],
    ['POST', '/sign-in.data', 'sign-in'],
    ['POST', '/sign-up', 'sign-in'],
    ['POST', '/api/auth/login', 'sign-in'],
    ['GET', '/api/projects', 'request'],
    ['POST', '/theme', 'request'],
  ])('%s %s of somebody unknown is recorded as: %s', async (method, path, kind) => {
    const requestId = randomUUID();
    recordRequest({ ...context(), requestId }, { ...request, method, path });
    await flushAccessLog();
    const found = (await ofPlatform()).find((row) => row.requestId === requestId);
    expect(found?.kind ?? null).toBe(kind);
  });
});
