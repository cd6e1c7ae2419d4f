import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArrivalStand, pieceBytes, piecesOf } from '#app/data/arrival.ts';
import { demo } from '#app/demo.server.ts';
import { cancelSending, type SendOptions, type SendProblem, sendArchive } from '#app/shell/send-archive.ts';
import { pieceAt, zipLike } from '#tests/support/arrivals.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer, type TestServer } from '#tests/support/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'candlefish-arrival-'));
const environment = { DATA_DIR: join(folder, 'data'), ARCHIVE_LIMIT_MIB: '64' };
/** No archive, but one that is found out only when it is read. */
const whole = zipLike(2 * pieceBytes + 12_345);

let server: TestServer;
let owner: TestClient;
let business: string;

beforeAll(async () => {
  server = await startServer(environment);
  owner = new TestClient(server.url);
  business = await owner.signUp('Arrivals');
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const door = (slug = business) => `/t/${slug}/admin/data/arrival`;

async function post(client: TestClient, fields: Record<string, string | Blob>, slug = business) {
  const response = await client.post(door(slug), fields);
  return { status: response.status, body: await response.json().catch(() => null) };
}

async function begin(client: TestClient, slug = business, size = whole.length): Promise<ArrivalStand> {
  const { status, body } = await post(client, { intent: 'begin', name: 'all.zip', size: String(size) }, slug);
  expect([status, body]).toEqual([200, expect.objectContaining({ size })]);
  return body;
}

function piece(id: string, number: number, change: Record<string, string | Blob> = {}) {
  const { bytes, digest } = pieceAt(whole, number);
  return { intent: 'piece', id, number: String(number), digest, bytes: new Blob([bytes]), ...change };
}

const kept = async () => (await begin(owner)).pieces;

describe('a piece', () => {
  let id: string;

  beforeAll(async () => {
    ({ id } = await begin(owner));
    expect((await post(owner, piece(id, 0))).body).toMatchObject({ id, pieces: 1 });
  });

  const wrong: [string, Record<string, string | Blob>, number, RegExp][] = [
    ['with another digest', { digest: 'a'.repeat(64) }, 422, /changed on its way/],
    ['with a digest that is none', { digest: '../../etc' }, 422, /./],
    ['out of order', { number: '2' }, 409, /Piece 2 of the archive comes next/],
    ['that is here, with other bytes', { number: '0', digest: 'b'.repeat(64) }, 409, /here already/],
    ['with a number that is none', { number: '-1' }, 422, /./],
    ['with a number beyond every archive', { number: '99999999' }, 409, /comes next/],
    ['that is cut off', { bytes: new Blob([new Uint8Array(1_000)]) }, 422, /not whole/],
    ['that is larger than a piece', { bytes: new Blob([new Uint8Array(pieceBytes + 1)]) }, 413, /larger/],
    ['that is empty', { bytes: new Blob([]) }, 422, /./],
    ['that is text', { bytes: 'not bytes' }, 422, /./],
    ['of no archive', { id: '01890a5d-ac96-774b-bcce-b302099a8057' }, 404, /does not exist/],
    ['of what is no number', { id: "' or 1=1 --" }, 422, /./],
  ];

  it.each(wrong)('%s is refused, and nothing of it is kept', async (_, change, status, words) => {
    const answer = await post(owner, piece(id, 1, change));
    expect([answer.status, answer.body?.message]).toEqual([status, expect.stringMatching(words)]);
    expect(await kept()).toBe(1);
  });

  it('that is larger than any form is refused before it is read', async () => {
    const bytes = new Blob([new Uint8Array(27 * 1024 * 1024)]);
    const answer = await owner.post(door(), piece(id, 1, { bytes })).catch(() => null);
    expect([413, undefined]).toContain(answer?.status);
    expect(await kept()).toBe(1);
  });

  it('of a stranger is not there, and of an admin is not allowed', async () => {
    const stranger = new TestClient(server.url);
    const theirs = await stranger.signUp('Strangers');
    expect((await post(stranger, piece(id, 1))).status).toBe(404);
    expect((await post(stranger, piece(id, 1), theirs)).status).toBe(404);
    expect((await post(stranger, { intent: 'cancel', id }, theirs)).status).toBe(404);
    const admin = await new TestClient(server.url).signIn('admin@harborpine.example', demo.password);
    expect((await post(admin, { intent: 'begin', name: 'all.zip', size: '5' }, 'harbor-pine')).status).toBe(403);
    expect(await kept()).toBe(1);
  });

  it('whose sender goes away in the middle is not there', async () => {
    await halfPiece(id);
    expect(await kept()).toBe(1);
  });

  it('that comes with another site behind it, or without the token of a page, is refused', async () => {
    const headers: Record<string, string>[] = [{ Origin: 'https://evil.example' }, { 'X-CSRF-Token': 'no' }];
    for (const each of headers)
      expect((await owner.post(door(), piece(id, 1, { bytes: new Blob(['short']) }), each)).status).toBe(403);
    expect(await kept()).toBe(1);
  });
});

/** Half of a request, and then the line is cut. */
function halfPiece(id: string): Promise<void> {
  const { port, host } = new URL(server.url);
  const edge = 'edge';
  const fields = { ...piece(id, 1), bytes: undefined, _csrf: owner.csrf() };
  const text = Object.entries(fields)
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `--${edge}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
  const head = `${text}--${edge}\r\nContent-Disposition: form-data; name="bytes"; filename="blob"\r\n\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `POST ${door()} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.url}\r\nCookie: ${owner.cookieHeader()}\r\n` +
          `Content-Type: multipart/form-data; boundary=${edge}\r\nContent-Length: ${pieceBytes + 2_000}\r\n\r\n${head}`,
      );
      socket.write(Buffer.alloc(pieceBytes / 2), () => socket.destroy());
    });
    socket.once('close', () => resolve());
    socket.once('error', () => resolve());
  });
}

describe('an archive', () => {
  it.each([
    ['without a size', { size: '' }, 422],
    ['of nothing', { size: '0' }, 422],
    ['of less than nothing', { size: '-5' }, 422],
    ['of a size that is no number', { size: '1e9' }, 422],
    ['larger than any may be', { size: String(65 * 2 ** 20) }, 413],
    ['without a name', { name: '' }, 422],
    ['of a name without an end', { name: 'x'.repeat(300) }, 422],
  ])('%s is refused', async (_, change, status) => {
    const client = new TestClient(server.url);
    const slug = await client.signUp('Refused');
    const answer = await post(client, { intent: 'begin', name: 'all.zip', size: '1000', ...change }, slug);
    expect([answer.status, typeof answer.body?.message]).toEqual([status, 'string']);
  });

  it('does not come into a business that is not empty', async () => {
    const full = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
    const answer = await post(full, { intent: 'begin', name: 'all.zip', size: '1000' }, 'harbor-pine');
    expect([answer.status, answer.body.message]).toEqual([409, expect.stringContaining('not empty')]);
  });

  it('goes on after the server was killed in the middle of a piece', async () => {
    const { id } = await begin(owner);
    const late = owner.post(door(), piece(id, 1)).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 15));
    await server.stop('SIGKILL');
    await late;
    server = await startServer({ ...environment, PORT: new URL(server.url).port });
    const { pieces, id: same } = await begin(owner);
    expect(same).toBe(id);
    expect([1, 2]).toContain(pieces);
    await sendArchive(fileOf(whole), sender(owner));
    // It is whole now, and no archive: read, refused in a sentence, and gone.
    await expect.poll(() => dataPage(owner), { timeout: 30_000 }).toMatch(/cut off on its way/);
  });
});

const dataPage = async (client: TestClient, slug = business) => (await client.get(`/t/${slug}/admin/data`)).text();

function fileOf(bytes: Uint8Array, name = 'all.zip'): File {
  return new File([new Uint8Array(bytes)], name);
}

function sender(client: TestClient, options: Partial<SendOptions> = {}, slug = business): SendOptions {
  return {
    url: client.base + door(slug),
    headers: { Cookie: client.cookieHeader(), Origin: client.base, 'X-CSRF-Token': client.csrf() },
    signal: new AbortController().signal,
    onProgress: () => {},
    onBegun: () => {},
    pausesMs: [20, 50, 100, 200],
    ...options,
  };
}

describe('a browser that sends', () => {
  async function somebody() {
    const client = new TestClient(server.url);
    return { client, slug: await client.signUp(`Sends ${randomUUID().slice(0, 6)}`) };
  }

  it('tries again when the connection breaks, before a piece has come and after', async () => {
    const { client, slug } = await somebody();
    const line = await brokenLine(client.base, [0, 3, 4, 6]);
    const seen: number[] = [];
    await sendArchive(
      fileOf(whole),
      sender(client, { url: line.url + door(slug), onProgress: ({ done }) => seen.push(done) }, slug),
    );
    expect(line.broken()).toBe(4);
    expect(seen).toEqual([0, pieceBytes, 2 * pieceBytes, whole.length]);
    await line.close();
  });

  it('says so when the server does not come back, and goes on from there', async () => {
    const { client, slug } = await somebody();
    const line = await brokenLine(client.base, [2, 3, 4]);
    const options = sender(client, { url: line.url + door(slug), pausesMs: [10, 10] }, slug);
    const problem: SendProblem = await sendArchive(fileOf(whole), options).then(
      () => {
        throw new Error('It was sent.');
      },
      (error) => error,
    );
    expect(problem).toMatchObject({ canGoOn: true, message: expect.stringContaining('What has arrived is kept') });
    const seen: string[] = [];
    await sendArchive(fileOf(whole), { ...options, onProgress: ({ what, done }) => seen.push(`${what} ${done}`) });
    expect(seen).toEqual([
      'comparing 0',
      `comparing ${pieceBytes}`,
      `sending ${2 * pieceBytes}`,
      `ending ${whole.length}`,
    ]);
    await line.close();
  });

  it('does not go on with another file of the same name and size', async () => {
    const { client, slug } = await somebody();
    const { id } = await begin(client, slug);
    await post(client, piece(id, 0), slug);
    await expect(sendArchive(fileOf(zipLike(whole.length)), sender(client, {}, slug))).rejects.toThrow(
      'Another file of this name and size',
    );
    expect((await begin(client, slug)).pieces).toBe(1);
  });

  it('in two tabs at once sends one archive', async () => {
    const { client, slug } = await somebody();
    const ends = await Promise.allSettled([1, 2].map(() => sendArchive(fileOf(whole), sender(client, {}, slug))));
    expect(ends.map(({ status }) => status)).toContain('fulfilled');
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason.message).toMatch(/arrived already|worked on/);
    await expect.poll(() => dataPage(client, slug), { timeout: 30_000 }).toMatch(/cut off on its way/);
  });

  it('in two tabs with two files sends the one that came first', async () => {
    const { client, slug } = await somebody();
    const { id } = await begin(client, slug);
    await post(client, piece(id, 0), slug);
    const other = sendArchive(fileOf(whole, 'other.zip'), sender(client, {}, slug));
    await expect(other).rejects.toThrow('“all.zip” is arriving');
    await sendArchive(fileOf(whole), sender(client, {}, slug));
  });

  it('stops at once when it is told to, and what had come can be removed', async () => {
    const { client, slug } = await somebody();
    const stop = new AbortController();
    let id = '';
    const options = sender(
      client,
      {
        signal: stop.signal,
        onBegun: (begun) => {
          id = begun;
        },
        onProgress: ({ done }) => done > 0 && stop.abort(),
      },
      slug,
    );
    await expect(sendArchive(fileOf(whole), options)).rejects.toThrow(/abort/i);
    await cancelSending(id, sender(client, {}, slug));
    const answer = await post(client, piece(id, 1), slug);
    expect([answer.status, answer.body.message]).toEqual([410, expect.stringContaining('was ended')]);
    const next = await begin(client, slug);
    expect([next.pieces, next.id === id]).toEqual([0, false]);
  });

  it('says when it was signed out', async () => {
    const { client, slug } = await somebody();
    const { Cookie = '', ...headers } = sender(client).headers;
    const visit = /candlefish_visit=[^;]+/.exec(Cookie)?.[0] ?? '';
    const gone = sender(client, { headers: { ...headers, Cookie: visit } }, slug);
    await expect(sendArchive(fileOf(whole), gone)).rejects.toThrow(/signed out/);
  });

  it('hands on what the server says of a file that is no zip', async () => {
    const { client, slug } = await somebody();
    await expect(sendArchive(fileOf(Buffer.alloc(9_000)), sender(client, {}, slug))).rejects.toThrow('It takes: ZIP');
    expect(piecesOf(9_000)).toBe(1);
    expect((await begin(client, slug)).pieces).toBe(0);
  });
});

/** A line to the server on which the requests of these numbers break: by turns before they arrive, and before they are answered. */
async function brokenLine(target: string, breaks: number[]) {
  let count = 0;
  let broken = 0;
  const line: Server = createServer(async (request, response) => {
    const number = count;
    count += 1;
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const isBroken = breaks.includes(number);
    if (isBroken) broken += 1;
    if (isBroken && broken % 2 === 1) return void request.socket.destroy();
    const { cookie = '', origin = '', 'content-type': type = '' } = request.headers;
    const token = String(request.headers['x-csrf-token'] ?? '');
    const headers = { Cookie: cookie, Origin: target, 'Content-Type': type, 'X-CSRF-Token': token };
    const answer = await fetch(target + request.url, {
      method: 'POST',
      headers,
      body: Buffer.concat(body),
      redirect: 'manual',
    });
    if (isBroken || origin === '') return void request.socket.destroy();
    response.writeHead(answer.status, { 'Content-Type': 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const { port } = line.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    broken: () => broken,
    close: () => new Promise((resolve) => line.close(resolve)),
  };
}
