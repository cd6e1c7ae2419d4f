import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeLogger } from './log.server.ts';
import { redact, redactText } from './redact.server.ts';

/** What a line of the log is, whatever was given to it. */
function logged(...args: unknown[]): string {
  let printed = '';
  const write = (line: string) => {
    printed += line;
  };
  const logger = makeLogger('trace', { write });
  (logger.info as (...all: unknown[]) => void)(...args);
  JSON.parse(printed);
  return printed;
}

const token = randomBytes(40).toString('base64url');
const jwt = `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"1"}').toString('base64url')}.`;

describe('a secret does not reach the log', () => {
  test.each([
    ['in a field of that name', { password: 'hunter22 x' }, 'hunter22'],
    ['in a field with a longer name', { newPasswordAgain: 'hunter22 x' }, 'hunter22'],
    ['in a deep field', { request: { body: [{ user: { apiKey: 'k-123' } }] } }, 'k-123'],
    ['in headers', { headers: new Headers({ Authorization: 'Bearer abc.def', Cookie: 'a=b' }) }, 'abc.def'],
    ['in a map', { m: new Map([['Set-Cookie', 'candlefish_session=abc']]) }, 'abc'],
    ['as a bearer in text', { note: 'sent Authorization: Bearer abc.def to them' }, 'abc.def'],
    ['as a JWT in text', { note: `got ${jwt}` }, jwt.slice(0, 20)],
    ['in the query of an address', { url: '/api/auth/callback/x?code=4%2F0AX&state=zzz#top' }, '0AX'],
    ['in the query of a URL', { url: new URL('https://x.example/reset?reset_token=short1') }, 'short1'],
    ['in the path of a link', { path: `/q/${token}/quote.pdf` }, token],
    ['in a cookie', { note: 'theme=dark; candlefish_session=abcdef' }, 'abcdef'],
    ['in a connection string', { note: 'postgres://app:s3cr@db.example/x is down' }, 's3cr'],
    ['as a key of an object', { seen: { [token]: 1 } }, token],
    ['as bytes', { bytes: Buffer.from('hunter22') }, 'hunter22'],
  ])('%s', (_, fields, secret) => {
    expect(logged(fields, 'something happened')).not.toContain(secret);
  });

  test('in a message, in its arguments, and in an error with its cause and its fields', () => {
    expect(logged(`Bearer ${token} was refused`)).not.toContain(token);
    expect(logged('%s was refused', `Bearer ${token}`)).not.toContain(token);
    const cause = Object.assign(new Error(`mail to jo@example.com failed`), { password: 'hunter22' });
    const error = new Error(`refused ${token}`, { cause });
    for (const line of [logged(error), logged({ err: error }, 'failed')]) {
      expect(line).not.toContain(token);
      expect(line).not.toContain('jo@example.com');
      expect(line).not.toContain('hunter22');
      expect(line).toContain('log.test.ts');
    }
  });

  test('whatever token it is and wherever in whatever it stands', () => {
    const place = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constant(token),
        fc.string().map((text) => `${text} ${token}`),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
      ),
    })).tree;
    fc.assert(fc.property(place, (value) => !logged({ value }, 'x').includes(token)));
  });
});

describe('a person does not reach the log', () => {
  test.each(['jo@example.com', 'Jo.O’Neill+x@mail.example.co.uk', 'jo%40example.com', 'jo@bücher.example'])(
    '%s',
    (email) => {
      expect(redactText(`<${email}> was here`)).not.toMatch(/example/);
      expect(logged({ email, phone: '555 0100' })).not.toMatch(/example|555/);
    },
  );
});

test('what is of use stays', () => {
  const fields = {
    requestId: '01890a5d-ac96-774b-bcce-b302099a8057',
    tenantId: '01890a5d-ac96-774b-bcce-b302099a8057',
    path: '/t/harbor-pine/paintbox/estimates/01890a5d-ac96-774b-bcce-b302099a8057?page=2&sort=name',
    status: 500,
    at: new Date(0),
    big: 12n,
  };
  expect(redact(fields)).toEqual({ ...fields, big: '12' });
  expect(redactText('TypeError: x is not a function at app/routes/home.tsx:12:3')).toContain('home.tsx:12:3');
});

test('a value that holds itself ends', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(logged({ loop })).toContain('[deeper]');
});

test('long text is cut before it is searched', () => {
  const startedAt = performance.now();
  redactText(`${'a@'.repeat(500_000)}`);
  redactText(`${'-'.repeat(500_000)}=`);
  redactText(`?${'token'.repeat(100_000)}`);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
