import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const business = '/t/harbor-pine';
let server: TestServer;
let owner: TestClient;
let admin: TestClient;
let member: TestClient;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn('owner');
  admin = await signIn('admin');
  member = await signIn('member');
});

afterAll(async () => {
  await server?.stop();
});

function signIn(role: string): Promise<TestClient> {
  return new TestClient(server.url).signIn(`${role}@harborpine.example`, demo.password);
}

/** The address of the page on which an admin changes what somebody may do. */
async function pageOf(name: string): Promise<string> {
  const page = await (await owner.get(`${business}/members`)).text();
  const found = new RegExp(`href="(${business}/admin/members/[0-9a-f-]{36})"[^>]*>${name}`).exec(page)?.[1];
  if (!found) throw new Error(`${name} is not among the members.`);
  return found;
}

async function status(answer: Promise<Response>): Promise<number> {
  return (await answer).status;
}

describe('a member limited in a product', () => {
  const newClient = `${business}/paintbox/clients/new`;
  const client = { name: 'Somebody', kind: 'person' };

  it('reads only, where they may only read', async () => {
    const page = await pageOf('Ines Okafor');
    expect(await status(owner.post(page, { intent: 'limit', 'access-paintbox': 'read' }))).toBe(302);
    expect(await status(member.get(`${business}/paintbox/clients`))).toBe(200);
    const refused = await member.post(newClient, client);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('You may read here and change nothing');
  });

  it('does not see a product that they have no access to, by any door', async () => {
    const page = await pageOf('Ines Okafor');
    await owner.post(page, { intent: 'limit', 'access-paintbox': 'none' });
    expect(await status(member.get(`${business}/paintbox/clients`))).toBe(403);
    expect(await status(member.post(newClient, client))).toBe(403);
    expect(await (await member.get(business)).text()).not.toContain('paintbox/');
    expect(await (await member.get(`${business}/search?q=an`)).text()).toBe('{"hits":[]}');
  });

  it('may do everything of their role again when the limit is lifted', async () => {
    await owner.post(await pageOf('Ines Okafor'), { intent: 'limit', 'access-paintbox': 'full' });
    expect(await status(member.post(newClient, client))).not.toBe(403);
  });

  it.each([
    [{ 'access-paintbox': 'all' }, 422],
    [{ 'access-__proto__': 'none' }, 302],
    [{ 'access-nonsense': 'none' }, 302],
  ])('is limited by what there is: %j', async (fields, expected) => {
    const page = await pageOf('Ines Okafor');
    expect(await status(owner.post(page, { intent: 'limit', ...fields } as Record<string, string>))).toBe(expected);
    expect(await status(member.get(`${business}/paintbox/clients`))).toBe(200);
  });

  it('is never an owner, nor oneself', async () => {
    const limit = { intent: 'limit', 'access-paintbox': 'none' };
    expect(await status(admin.post(await pageOf('Marta Lindqvist'), limit))).toBe(403);
    expect(await status(owner.post(await pageOf('Marta Lindqvist'), limit))).toBe(409);
    expect(await status(admin.post(await pageOf('Devon Reyes'), limit))).toBe(409);
  });
});

describe('a suspended member', () => {
  it('is out at once, as if the business were not there, and in again when restored', async () => {
    const page = await pageOf('Ines Okafor');
    expect(await status(admin.post(page, { intent: 'suspend' }))).toBe(302);
    for (const path of [business, `${business}/paintbox/clients`, `${business}/members`])
      expect(await status(member.get(path))).toBe(404);
    expect(await status(member.post(`${business}/paintbox/clients/new`, { name: 'X' }))).toBe(404);
    expect(await status(admin.post(page, { intent: 'restore' }))).toBe(302);
    expect(await status(member.get(business))).toBe(200);
  });

  it('is never oneself, nor an owner for an admin', async () => {
    expect(await status(admin.post(await pageOf('Devon Reyes'), { intent: 'suspend' }))).toBe(409);
    expect(await status(admin.post(await pageOf('Marta Lindqvist'), { intent: 'suspend' }))).toBe(403);
    expect(await status(owner.post(await pageOf('Marta Lindqvist'), { intent: 'suspend' }))).toBe(409);
  });
});

describe('a business', () => {
  it('is handed over by its owner alone, in one step', async () => {
    const devon = await pageOf('Devon Reyes');
    expect(await status(admin.post(devon, { intent: 'transfer' }))).toBe(403);
    expect(await status(owner.post(await pageOf('Marta Lindqvist'), { intent: 'transfer' }))).toBe(409);
    expect(await status(owner.post(devon, { intent: 'transfer' }))).toBe(302);
    // Now an admin, who gives no ownership away any more.
    expect(await status(owner.post(devon, { intent: 'transfer' }))).toBe(403);
    expect(await status(admin.post(await pageOf('Marta Lindqvist'), { intent: 'transfer' }))).toBe(302);
  });

  it('is not left by its last owner', async () => {
    const left = await owner.post(`${business}/members`, { intent: 'leave' });
    expect(left.status).toBe(409);
    expect(await left.text()).toContain('needs an owner');
  });

  it('is left by others, and then is not there for them', async () => {
    const viewer = await signIn('viewer');
    const left = await viewer.post(`${business}/members`, { intent: 'leave' });
    expect(left.headers.get('Location')).toBe('/businesses');
    expect(await status(viewer.get(business))).toBe(404);
  });
});
