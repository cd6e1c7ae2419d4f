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

describe('a product that is switched off', () => {
  const set = (intent: 'on' | 'off') => admin.post(`${business}/admin/products`, { intent, product: 'paintbox' });

  it('is seen by nobody, by no door, and is as it was when it is switched on again', async () => {
    const quote = await quoteLink();
    const pdf = `${quote}/quote.pdf`;
    expect(await status(new TestClient(server.url).get(quote))).toBe(200);
    expect(await status(set('off'))).toBe(302);
    const page = await owner.get(`${business}/paintbox/estimates`);
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('switched off')]);
    expect(await status(owner.post(`${business}/paintbox/clients/new`, { name: 'X' }))).toBe(404);
    expect(await (await owner.get(business)).text()).not.toContain('/paintbox/');
    expect(await (await owner.get(`${business}/search?q=an`)).text()).toBe('{"hits":[]}');
    for (const link of [quote, pdf, `${quote}/logo`])
      expect(await status(new TestClient(server.url).get(link))).toBe(404);
    expect(await status(new TestClient(server.url).post(quote, { intent: 'ask', body: 'Hello?', name: 'A' }))).toBe(
      404,
    );
    expect(await status(set('on'))).toBe(302);
    expect(await status(new TestClient(server.url).get(quote))).toBe(200);
    expect(await status(owner.get(`${business}/paintbox/estimates`))).toBe(200);
  });

  it('is one that there is', async () => {
    expect(await status(admin.post(`${business}/admin/products`, { intent: 'off', product: 'nonsense' }))).toBe(422);
  });
});

/** The link of a quote that a client may open. */
async function quoteLink(): Promise<string> {
  const list = await (await owner.get(`${business}/paintbox/estimates?status=sent`)).text();
  const estimate = /\/paintbox\/estimates\/[0-9a-f-]{36}/.exec(list)?.[0];
  const page = await (await owner.get(`/t/harbor-pine${estimate}/quote`)).text();
  return /\/q\/[\w-]{54}/.exec(page)?.[0] ?? 'no link';
}

describe('the looks of a business', () => {
  const at = `${business}/admin/branding`;
  const name = 'Harbor & Pine Painting';
  // One pixel.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );

  it('are its colour and its logo, for whoever has the link of a quote', async () => {
    const logo = new File([png], 'logo.svg', { type: 'image/svg+xml' });
    expect(await status(admin.post(at, { name, colour: '1D6F8C', logo }))).toBe(302);
    const quote = await quoteLink();
    const visitor = new TestClient(server.url);
    expect(await (await visitor.get(quote)).text()).toMatch(/fill="#[0-9a-f]{6}"[\s\S]*\/logo\?v=/);
    const shown = await visitor.get(`${quote}/logo`);
    expect(shown.headers.get('Content-Type')).toBe('image/png');
    expect(shown.headers.get('Content-Security-Policy')).toContain('sandbox');
    const pdf = await visitor.get(`${quote}/quote.pdf`);
    expect([pdf.status, pdf.headers.get('Content-Type')]).toEqual([200, 'application/pdf']);
  });

  it('stay as they are when only the name is saved, and go when they are taken away', async () => {
    await admin.post(at, { name, colour: '#1d6f8c' });
    expect(await status(admin.get(`${at}/logo`))).toBe(200);
    await admin.post(at, { name, colour: '', removeLogo: 'on' });
    expect(await status(admin.get(`${at}/logo`))).toBe(404);
  });

  it.each([
    ['a script in a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 415],
    ['a web page', '<!doctype html><script>alert(1)</script>', 415],
    ['the head of a picture alone', png.subarray(0, 20), 422],
    ['a picture that says it is enormous', enormous(), 422],
    ['too much', Buffer.concat([png, Buffer.alloc(600 * 1024)]), 413],
  ])('are not %s', async (_, bytes, expected) => {
    const logo = new File([new Uint8Array(Buffer.from(bytes))], 'logo.png', { type: 'image/png' });
    expect(await status(admin.post(at, { name, colour: '', logo }))).toBe(expected);
  });

  it.each(['red', '#fff', '#1d6f8c"/><script>', 'url(//evil.example)'])('are not of the colour %s', async (colour) => {
    expect(await status(admin.post(at, { name, colour }))).toBe(422);
  });

  function enormous(): Buffer {
    const bytes = Buffer.from(png);
    bytes.writeUInt32BE(100_000, 16);
    return bytes;
  }
});

describe('what is asked at sign-in', () => {
  const at = `${business}/admin/sign-in`;
  const free = { sessionHours: '', idleMinutes: '', allowedDomains: '' };
  const any = { 'allowedMethods[]': 'password', ...free };

  it.each([
    ['a second step that they did not show', { ...any, requiresSecondFactor: 'on' }, 'Set one up'],
    ['another way to sign in', { ...free, 'allowedMethods[]': 'passkey' }, 'lock yourself out'],
    ['an address elsewhere', { ...any, allowedDomains: 'example.com' }, 'lock yourself out'],
    ['an address that is nearly theirs', { ...any, allowedDomains: 'borpine.example' }, 'lock yourself out'],
  ])('cannot lock out whoever asks for %s', async (_, fields, sentence) => {
    const answer = await owner.post(at, fields as Record<string, string>);
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining(sentence)]);
    expect(await status(owner.get(at))).toBe(200);
  });

  it.each([
    [{ ...free }, 422],
    [{ ...free, 'allowedMethods[]': 'carrier-pigeon' }, 422],
    [{ ...any, sessionHours: '0' }, 422],
    [{ ...any, sessionHours: '1.5' }, 422],
    [{ ...any, idleMinutes: 'NaN' }, 422],
    [{ ...any, allowedDomains: 'not a domain' }, 422],
  ])('has to make sense: %j', async (fields, expected) => {
    expect(await status(owner.post(at, fields as Record<string, string>))).toBe(expected);
  });

  it('names those whom it keeps out before it does', async () => {
    const guest = new TestClient(server.url);
    const invited = await owner.post(`${business}/members`, {
      intent: 'invite',
      email: 'g@else.example',
      role: 'viewer',
    });
    const link = /\/invite\/[\w-]{54}/.exec(await invited.text())?.[0] ?? '';
    await guest.post(link, { intent: 'signUp', name: 'A Guest', password: 'a long enough password' });
    expect(await status(guest.get(business))).toBe(200);
    expect(await (await owner.get(`${business}/admin/audit?q=member.joined`)).text()).toContain('member.joined');
    const fields = { ...any, allowedDomains: '@HARBORPINE.example' };
    const asked = await owner.post(at, fields);
    expect([asked.status, await asked.text()]).toEqual([409, expect.stringContaining('g@else.example')]);
    expect(await status(owner.post(at, { ...fields, anyway: 'on' }))).toBe(302);
    expect(await status(guest.get(business))).toBe(403);
    expect(await status(owner.get(business))).toBe(200);
    expect(await status(owner.post(at, any))).toBe(302);
    expect(await status(guest.get(business))).toBe(200);
  });
});

describe('the audit', () => {
  const at = `${business}/admin/audit`;

  it('tells who did what, finds it again, and is whole', async () => {
    const page = await (await owner.get(`${at}?action=product.switched_off&check=on`)).text();
    expect(page).toContain('The chain is whole');
    expect(page).toContain('Devon Reyes');
    expect(page).not.toContain('Member suspended</strong>');
    expect(await (await owner.get(`${at}?q=100%25`)).text()).toContain('Nothing was found');
  });

  it.each(['?page=0', '?page=x', '?actor=me', '?from=tomorrow', '?door=window', "?q='%20or%201=1", '?q=%5C'])(
    'bears an address like %s',
    async (search) => {
      expect(await status(owner.get(at + search))).toBe(200);
    },
  );

  it('is exported for spreadsheets without formulas, and for programs line by line', async () => {
    await owner.post(`${business}/admin/branding`, { name: '=HYPERLINK("http://evil.example")', colour: '' });
    await owner.post(`${business}/admin/branding`, { name: demo.business, colour: '' });
    const csv = await (await owner.get(`${at}/export/csv`)).text();
    expect(csv.split('\r\n')[0]).toMatch(/^seq,at,action,/);
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
    const lines = (await (await owner.get(`${at}/export/jsonl?action=tenant`)).text()).trim().split('\n');
    const actions = lines.map((line) => JSON.parse(line).action as string);
    expect(actions).toContain('tenant.brand_changed');
    expect(actions.every((action) => action.startsWith('tenant.'))).toBe(true);
    expect(await status(owner.get(`${at}/export/exe`))).toBe(404);
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

describe('a former member', () => {
  const people = `${business}/admin/people`;
  const who = 'Paul Brandt';
  let page = '';

  it('is listed, found by a part of the address, and shown with what is held of them', async () => {
    const listed = await (await owner.get(people)).text();
    expect(listed).toContain('Former members');
    page = new RegExp(`${people}/platform.former-member/[0-9a-f-]{36}`).exec(listed)?.[0] ?? '';
    expect(page).not.toBe('');
    expect(await (await owner.get(`${people}?q=VIEWER%40harbor`)).text()).toContain(page);
    const shown = await (await owner.get(page)).text();
    expect(shown).toContain(`Erase ${who}`);
    expect(shown).toContain('Names and addresses of former members');
    expect(shown).toContain('Their account, with which they sign in');
    expect(await (await owner.get(`${business}/admin/data`)).text()).toContain(who);
  });

  it('is not there for members, for another kind, nor in another business', async () => {
    expect(await status(member.get(page))).toBe(403);
    expect(await status(member.post(page, { name: who }))).toBe(403);
    expect(await status(owner.get(page.replace('platform.former-member', 'paintbox.client')))).toBe(404);
    expect(await status(owner.get(page.replace(/[0-9a-f-]{36}$/, crypto.randomUUID())))).toBe(404);
    const created = await owner.post('/businesses/new', { business: 'Elsewhere' });
    const elsewhere = new URL(created.headers.get('Location') ?? '', server.url).pathname;
    expect(await status(owner.get(`${elsewhere}/admin/people`))).toBe(200);
    expect(await status(owner.get(page.replace(business, elsewhere)))).toBe(404);
    expect(await status(owner.post(page.replace(business, elsewhere), { name: who }))).toBe(404);
  });

  it('is not erased while they are a member', async () => {
    const found = await (await owner.get(`${people}?q=okafor`)).text();
    expect(found).toContain('Remove them first');
    const id = /[0-9a-f-]{36}$/.exec(await pageOf('Ines Okafor'))?.[0];
    const refused = await owner.post(`${people}/platform.former-member/${id}`, { name: 'Ines Okafor' });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('Remove them first');
  });

  it('is erased once, by whoever types the name, however often the form is sent', async () => {
    expect(await status(owner.post(page, { name: 'Paul' }))).toBe(422);
    const sent = await Promise.all([owner.post(page, { name: who }), owner.post(page, { name: who })]);
    expect(sent.map((one) => one.status).sort()).toEqual([302, 409]);
    await expect
      .poll(async () => (await (await owner.get(people)).text()).includes('>Proof<'), {
        timeout: 60_000,
        interval: 500,
      })
      .toBe(true);
    expect(await (await owner.get(people)).text()).not.toContain(who);
    expect(await (await owner.get(page)).text()).toContain('This person was erased');
    expect(await status(owner.post(page, { name: 'Erased person' }))).toBe(409);
    expect(await (await owner.get(`${business}/admin/audit`)).text()).not.toContain(who);
  });
});
