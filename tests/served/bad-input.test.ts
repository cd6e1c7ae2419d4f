import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '#app/demo.server.ts';
import { newId } from '#app/values/id.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

/*
 * What comes in wrong gets a sentence and the right status, keeps what was typed, and leaves nothing behind.
 */

const paintbox = '/t/harbor-pine/paintbox';
const workbooks = `${paintbox}/workbooks`;

let server: TestServer;
let owner: TestClient;
beforeAll(async () => {
  server = await startServer({ MAX_IN_FLIGHT: '64' });
  owner = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
});
afterAll(() => server?.stop());

const fixture = () => readFileSync('tests/fixtures/workbooks/interior-repaint.xlsx');

function upload(bytes: Uint8Array, name = 'bid.xlsx', client = owner, at = workbooks): Promise<Response> {
  return client.post(at, { intent: 'import', file: new File([Uint8Array.from(bytes)], name) });
}

/** The ids of a list page, which say what is there. */
async function listed(path: string, client = owner): Promise<string[]> {
  const page = await (await client.get(path)).text();
  const found = page.matchAll(/href="\/t\/[\w-]+\/paintbox\/\w+\/([0-9a-f-]{36})"/g);
  return [...new Set([...found].map(([, id]) => id ?? ''))].sort();
}

/** The words of a refusal as the page shows them. */
async function refusalIn(response: Response): Promise<string> {
  const page = await response.text();
  const summary = /class="error-summary"[^>]*>(.*?)<\/div>/s.exec(page)?.[1] ?? '';
  return summary
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const text = (content: string) => new TextEncoder().encode(content);
const ole = (content: string) =>
  new Uint8Array([
    0xd0,
    0xcf,
    0x11,
    0xe0,
    0xa1,
    0xb1,
    0x1a,
    0xe1,
    ...new Uint8Array(600),
    ...Buffer.from(content, 'utf16le'),
  ]);

/** A package around one sheet. */
function packageOf(sheet: string, others: Record<string, Uint8Array> = {}): Uint8Array {
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const parts = {
    '[Content_Types].xml': text('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    '_rels/.rels': text(
      `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': text(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': text(
      `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': text(`<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`),
  };
  return zipSync({ ...parts, ...others }, { level: 1 });
}

function manyFormulas(count: number): string {
  const rows: string[] = [];
  for (let row = 1; row <= count; row++)
    rows.push(`<row r="${row}"><c r="A${row}"><f>B${row}*${row % 97}.5</f><v>0</v></c></row>`);
  return rows.join('');
}

describe('a file that is no workbook we can take', () => {
  it.each<[string, () => Uint8Array, string, number, RegExp]>([
    ['a list of commas renamed', () => text('Room,Length\nKitchen,12\n'), 'rooms.xlsx', 415, /text file/],
    ['the old .xls format', () => ole('Workbook'), 'bid.xls', 415, /old \.xls format/],
    ['a workbook with a password', () => ole('EncryptedPackage'), 'bid.xlsx', 415, /password/],
    [
      'a picture',
      () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      'house.png',
      415,
      /not an Excel/,
    ],
    ['a file cut short', () => fixture().subarray(0, 4000), 'bid.xlsx', 422, /\./],
    [
      'a zip bomb',
      () => packageOf('', { 'xl/media/image1.png': new Uint8Array(40 * 1024 * 1024) }),
      'bid.xlsx',
      422,
      /\./,
    ],
    ['a million formulas', () => packageOf(manyFormulas(1_000_000)), 'bid.xlsx', 413, /formulas/],
    ['an empty file', () => new Uint8Array(), 'bid.xlsx', 422, /not empty/],
  ])('is refused in words: %s', async (_, make, name, status, words) => {
    const before = await listed(workbooks);
    const response = await upload(make(), name);
    const said = await refusalIn(response);
    expect({ status: response.status, said }).toEqual({ status, said: expect.stringMatching(words) });
    expect(await listed(workbooks)).toEqual(before);
  });

  it('answers others while it works on a large one', async () => {
    const heavy = upload(packageOf(manyFormulas(150_000)));
    const began = performance.now();
    const page = await owner.get(`${paintbox}/clients`);
    await page.text();
    expect(page.status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect([302, 413]).toContain((await heavy).status);
  });

  it.each(['with its length announced', 'of unknown length'])('is refused at 200 MB, %s', async (how) => {
    const { status, body } = await sendMegabytes(200, how === 'with its length announced');
    expect(status).toBe(413);
    expect(body).toMatch(/too large.*25 MB/);
  });

  it('is taken in pieces of unknown length, when it is not too large', async () => {
    const form = new URLSearchParams({ _csrf: owner.csrf(), name: 'Piece by Piece' });
    const answer = await fetch(`${server.url}${paintbox}/clients/new`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: server.url,
        Cookie: owner.cookieHeader(),
      },
      body: new Blob([form.toString()]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(302);
    expect(await (await owner.get(`${paintbox}/clients?q=piece`)).text()).toContain('Piece by Piece');
  });
});

/** Streams a body of zeros to the upload, as far as the server will have it. */
function sendMegabytes(megabytes: number, isAnnounced: boolean): Promise<{ status: number; body: string }> {
  const chunk = Buffer.alloc(1024 * 1024);
  return new Promise((resolve, reject) => {
    const sending = request(new URL(workbooks, server.url), {
      method: 'POST',
      headers: {
        'Content-Type': 'multipart/form-data; boundary=b',
        Origin: server.url,
        Cookie: owner.cookieHeader(),
        ...(isAnnounced ? { 'Content-Length': megabytes * chunk.length } : {}),
      },
    });
    let answered = false;
    sending.on('response', (response) => {
      answered = true;
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
        sending.destroy();
      });
    });
    sending.on('error', (error) => answered || reject(error));
    const write = (left: number): void => {
      if (answered || sending.destroyed) return;
      if (left === 0) return void sending.end();
      sending.write(chunk) ? setImmediate(write, left - 1) : sending.once('drain', () => write(left - 1));
    };
    write(megabytes);
  });
}

describe('a workbook that leads back to itself', () => {
  it('is taken in, and its circle is listed by cell', async () => {
    const circle = '<row r="1"><c r="A1"><f>B1+1</f><v>3</v></c><c r="B1"><f>A1*2</f><v>4</v></c></row>';
    const response = await upload(packageOf(circle), 'circle.xlsx');
    expect(response.status).toBe(302);
    const page = await (await owner.get(response.headers.get('Location') ?? '')).text();
    expect(page).toContain('2 circular');
    expect(page).toMatch(/S<!-- -->!<!-- -->A1|S!A1/);
  });
});

describe('the same file again', () => {
  it('says so and leads to the first', async () => {
    const first = await upload(fixture());
    const firstId = first.headers.get('Location')?.split('/').at(-1)?.slice(0, 36) ?? '';
    const again = await upload(fixture());
    const page = await (await owner.get(again.headers.get('Location') ?? '')).text();
    expect(page).toContain('This very file was imported before');
    expect(page).toContain(`/workbooks/${firstId}"`);
  });
});

/** Every field of a page's forms with the value it has, as a browser would send it. */
function fieldsOf(page: string): Record<string, string> {
  const fields: Record<string, string> = {};
  const value = (tag: string, name: string) =>
    new RegExp(` ${name}="([^"]*)"`)
      .exec(tag)?.[1]
      ?.replaceAll('&#x27;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
  for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
    const name = value(tag, 'name');
    const isOff = /type="(?:checkbox|radio)"/.test(tag) && !/ checked=/.test(tag);
    if (name && !isOff) fields[name] = value(tag, 'value') ?? '';
  }
  for (const [whole, tag = ''] of page.matchAll(/<select([^>]*)>.*?<\/select>/gs)) {
    const name = value(tag, 'name');
    const chosen = /<option[^>]* selected=""[^>]*>/.exec(whole)?.[0] ?? /<option[^>]*>/.exec(whole)?.[0] ?? '';
    if (name) fields[name] = value(chosen, 'value') ?? '';
  }
  for (const [, tag = '', content = ''] of page.matchAll(/<textarea([^>]*)>(.*?)<\/textarea>/gs)) {
    const name = value(tag, 'name');
    if (name) fields[name] = content;
  }
  return fields;
}

describe('a form with something wrong in it', () => {
  it.each<[string, string, Record<string, string>, RegExp]>([
    ['an email that is none', 'clients/new', { name: 'Ida Berg', email: 'ida at home' }, /name@example\.com/],
    ['a telephone without digits', 'clients/new', { name: 'Ida Berg', phone: 'call me' }, /digits/],
    ['a kind of client that there is not', 'clients/new', { name: 'Ida Berg', kind: 'robot' }, /person or a company/],
    ['a country of three letters', 'clients/new', { name: 'Ida Berg', line1: 'Elm 1', country: 'USA' }, /two letters/],
    ['no name', 'clients/new', { name: '  ', email: 'ida@example.com' }, /\w+\./],
    ['an estimate for nobody', 'estimates/new', { title: 'Hall' }, /Choose a deal or a client/],
    ['an id that is none', 'estimates/new', { title: 'Hall', dealId: '17' }, /not a valid id/],
    ['a title too long', 'estimates/new', { title: 'x'.repeat(121), clientName: 'Ida' }, /120/],
  ])('is refused beside the field and keeps what was typed: %s', async (_, path, fields, words) => {
    const before = await Promise.all([listed(`${paintbox}/clients`), listed(`${paintbox}/estimates`)]);
    const response = await owner.post(`${paintbox}/${path}`, fields);
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toMatch(words);
    for (const typed of [fields.name, fields.title, fields.email, fields.phone].filter((each) => each?.trim())) {
      expect(page).toContain(`value="${typed}"`);
    }
    expect(await Promise.all([listed(`${paintbox}/clients`), listed(`${paintbox}/estimates`)])).toEqual(before);
  });

  it.each(['abc', '-5', '1,2,3'])(
    'of the rate book is refused for the number %s, and no version is made',
    async (typed) => {
      const labour = `${paintbox}/rates?edit=labour`;
      const page = await (await owner.get(labour)).text();
      const fields = fieldsOf(page);
      const wage = Object.keys(fields).find((name) => /wage|labou?r/i.test(name) && /^\d/.test(fields[name] ?? ''));
      expect(wage).toBeDefined();
      const response = await owner.post(labour, { ...fields, intent: 'save', [wage ?? '']: typed });
      const answer = await response.text();
      expect(response.status).toBe(422);
      expect(answer).toContain(`value="${typed}"`);
      const after = fieldsOf(await (await owner.get(labour)).text());
      expect(after.baseVersion).toBe(fields.baseVersion);
    },
  );

  it.each([
    [{ intent: 'invite', email: 'new@example.com', role: 'king' }, 422],
    [{ intent: 'invite', email: 'nonsense', role: 'member' }, 422],
    [{ intent: 'revoke', id: newId() }, 404],
    [{ intent: 'revoke', id: 'x' }, 422],
    [{ intent: 'crown', email: 'new@example.com' }, 422],
  ])('of the members is refused: %j', async (fields, status) => {
    const response = await owner.post('/t/harbor-pine/members', fields);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/[A-Z][^<>]+\./);
  });

  it('of a workbook is refused for a cell that there is not, and for a formula that cannot be read', async () => {
    const at = (await upload(fixture())).headers.get('Location')?.split('?')[0] ?? '';
    for (const wrong of [{ cell: 'seven' }, { sheet: '99' }, { input: '=1+*2' }, { version: 'newest' }]) {
      const response = await owner.post(at, {
        intent: 'type',
        version: '1',
        sheet: '0',
        cell: 'B7',
        input: '40',
        ...wrong,
      });
      expect([response.status, wrong]).toEqual([422, wrong]);
      expect((await refusalIn(response)).length).toBeGreaterThan(10);
    }
    expect(await (await owner.get(at)).text()).toContain('31.5');
  });

  it('with a total that holds no amount takes nothing into an estimate', async () => {
    const at = (await upload(fixture())).headers.get('Location')?.split('?')[0] ?? '';
    const before = await listed(`${paintbox}/estimates`);
    const response = await owner.post(at, {
      intent: 'take',
      version: '1',
      pick: '0',
      'place.0': 'Bid!B2',
      'label.0': 'The client',
      target: 'new',
      clientName: 'Ida Berg',
    });
    expect(response.status).toBe(422);
    expect(await refusalIn(response)).toMatch(/holds no number/);
    expect(await listed(`${paintbox}/estimates`)).toEqual(before);
  });
});

describe('JSON with something wrong in it', () => {
  const save = async (path: string, body: unknown) => {
    const response = await fetch(new URL(path, server.url), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Origin: server.url,
        Cookie: owner.cookieHeader(),
        'X-CSRF-Token': owner.csrf(),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.text() };
  };

  it.each([
    ['no JSON at all', '{"version": 1,'],
    ['a list', '[]'],
    ['edits of a kind that there is not', { version: 1, keep: 0, edits: [{ kind: 'explode', sheet: 0 }] }],
    [
      'a million rows',
      { version: 1, keep: 0, edits: [{ kind: 'insert', axis: 'row', sheet: 0, at: 0, count: 1_000_000 }] },
    ],
    ['no version', { keep: 0, edits: [] }],
  ])('is refused by a workbook: %s', async (_, body) => {
    const at = (await upload(fixture())).headers.get('Location')?.split('?')[0] ?? '';
    const answer = await save(`${at}/save`, body);
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, message: expect.stringMatching(/\w+\.$/) });
  });

  it.each([
    ['units that nobody measures in', { units: 'cubits' }],
    ['a currency of four letters', { currency: 'USDX' }],
    ['a validity in words', { validityDays: 'a month' }],
  ])('is refused by an estimate: %s', async (_, change) => {
    const [id = ''] = await listed(`${paintbox}/estimates?status=draft`);
    const answer = await save(`${paintbox}/estimates/${id}/save`, {
      version: 1,
      document: { schema: 1, title: 'Hall', ...change },
    });
    expect(answer.status).toBe(422);
  });
});

describe('a form that is sent twice', () => {
  it('takes effect once, and both are told the same', async () => {
    const before = await listed(`${paintbox}/clients`);
    const fields = { _submission: newId(), name: 'Twice Clicked' };
    const answers = await Promise.all([1, 2, 3].map(() => owner.post(`${paintbox}/clients/new`, fields)));
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302]);
    expect(new Set(answers.map(({ headers }) => headers.get('Location'))).size).toBe(1);
    expect((await listed(`${paintbox}/clients`)).length).toBe(before.length + 1);
  });

  it('imports a workbook once', async () => {
    const fields = {
      intent: 'import',
      _submission: newId(),
      file: new File([Uint8Array.from(fixture())], 'twice.xlsx'),
    };
    const answers = await Promise.all([1, 2].map(() => owner.post(workbooks, fields)));
    expect(new Set(answers.map(({ headers }) => headers.get('Location')?.split('?')[0])).size).toBe(1);
  });
});

describe('what belongs to another business', () => {
  it('is not there, in an address or in a form', async () => {
    const stranger = new TestClient(server.url);
    const slug = await stranger.signUp('Next Door Painting');
    const own = `/t/${slug}/paintbox`;
    const [client = '', estimate = ''] = [
      (await listed(`${paintbox}/clients`))[0],
      (await listed(`${paintbox}/estimates?status=draft`))[0],
    ];
    const [deal = ''] = await listed(`${paintbox}/deals`);
    const theirs = (await upload(fixture())).headers.get('Location')?.split('/').at(-1)?.slice(0, 36) ?? '';
    const mine =
      (await upload(fixture(), 'bid.xlsx', stranger, `${own}/workbooks`)).headers.get('Location')?.split('?')[0] ?? '';
    expect(mine).toContain(slug);

    for (const path of [
      `clients/${client}`,
      `estimates/${estimate}`,
      `deals/${deal}`,
      `workbooks/${theirs}`,
      `workbooks/${theirs}/file.xlsx`,
    ]) {
      const real = await stranger.get(`${own}/${path}`);
      const invented = await stranger.get(`${own}/${path.replace(/[0-9a-f-]{36}/, newId())}`);
      expect([path, real.status, invented.status]).toEqual([path, 404, 404]);
    }
    const total = {
      intent: 'take',
      version: '1',
      pick: '0',
      'place.0': 'Bid!B17',
      'label.0': 'Bid',
      'taxable.0': 'on',
    };
    const posts: [string, Record<string, string>][] = [
      [`${own}/estimates/new`, { title: 'Theirs', dealId: deal }],
      [`${own}/estimates/new`, { title: 'Theirs', clientId: client }],
      [`${own}/estimates`, { intent: 'duplicate', id: estimate }],
      [`${own}/workbooks`, { intent: 'archive', id: theirs }],
      [mine, { ...total, target: 'existing', estimateId: estimate }],
      [mine, { ...total, target: 'new', clientId: client }],
    ];
    for (const [path, fields] of posts) {
      const { status } = await stranger.post(path, fields);
      expect([path, fields, status]).toEqual([path, fields, 404]);
    }
    expect(await listed(`${own}/estimates`, stranger)).toEqual([]);
    expect(await listed(workbooks)).toContain(theirs);
  });

  it.each(['clients/17', 'estimates/abc', 'workbooks/..%2f..', 'deals/00000000-0000-0000-0000-00000000000g'])(
    'nor is an id that is none: %s',
    async (path) => {
      expect((await owner.get(`${paintbox}/${path}`)).status).toBe(404);
    },
  );

  it('nor is a quote whose link was changed', async () => {
    const page = await new TestClient(server.url).get(`/q/${'a'.repeat(43)}`);
    expect(page.status).toBe(404);
  });
});
