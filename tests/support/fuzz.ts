import { Agent, request as httpRequest } from 'node:http';
import fc from 'fast-check';
import type { FoundForm } from './harvest.ts';

/** What is known of the application: the more of it is real, the deeper the requests get. */
export interface Dictionary {
  /** Address patterns with `:params` and `*`. */
  patterns: string[];
  paths: string[];
  forms: FoundForm[];
  ids: string[];
  /** Names of form fields and of the parts of a query. */
  names: string[];
  intents: string[];
  /** JSON bodies that a door takes. */
  bodies: { path: string; body: object }[];
}

export interface Shot {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
  /** Brings a token that makes it a form of this browser. */
  isOwn: boolean;
}

const names =
  '__proto__ constructor prototype toString hasOwnProperty null undefined NaN [object\u00a0Object] on off true';
const numbers = '-1 0 -0 1e999 1e308 0x10 2147483648 9007199254740993 99999999999999999999 1,5 ١٢ ½ 0.1 1e-9';
const days = '2024-02-30 0000-00-00 275760-09-14 -271821-04-19T23:59:59Z 9999-12-31 10000-01-01 24:60 25:00';
const attacks =
  '<script>alert(1)</script> {{7*7}} a@b ../../etc/passwd javascript:alert(1) data:text/html,x //evil.example /\\evil.example \\\\evil';
const signs = '% %00 %ff %c0%ae [] {} [1 () * \\ %_ " \ufeff \u202e EUR de-DE Mars/Base #12345 https://evil.example';
const long = ['9'.repeat(400), 'a'.repeat(20_000), `${'1'.repeat(5_000)}.5`];
const spaced = ['', ' ', "' or 1=1 --", 'a@example.com\r\nBcc: x@example.com', 'a\r\nSet-Cookie: x=1'];

/** Texts that have broken programs: of every length and alphabet, not quite numbers, not quite text. */
const nastyText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 400 }) },
  { weight: 2, arbitrary: fc.constantFrom('\0', 'a\0b', '\ud800', 'x\udfff') },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      ...[names, numbers, days, attacks, signs].flatMap((list) => list.split(' ')),
      ...long,
      ...spaced,
    ),
  },
);

const nastyJson = fc.oneof(
  nastyText,
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, true, false, [], {}, 1e308, -1, 2 ** 31, 2 ** 53, 0.1, [[]], Array(300).fill(0)),
  fc.object({ maxDepth: 3, maxKeys: 4 }),
  fc.constantFrom(deep(400), JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}')),
);

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < levels; at += 1) value = at % 2 ? [value] : { a: value };
  return value;
}

/** Requests for everything the dictionary knows, always the same ones for a seed. */
export function shots(dictionary: Dictionary, { seed, count }: { seed: number; count: number }): Shot[] {
  const kinds = fc.oneof(
    { weight: 5, arbitrary: formShot(dictionary) },
    { weight: 4, arbitrary: pageShot(dictionary) },
    { weight: 2, arbitrary: jsonShot(dictionary) },
    { weight: 1, arbitrary: bareShot(dictionary) },
  );
  return fc.sample(fc.tuple(kinds, oddHeaders, fc.nat(9)), { seed, numRuns: count }).map(([shot, odd, dice]) => ({
    ...shot,
    headers: { ...shot.headers, ...(dice < 3 ? odd : {}) },
  }));
}

function address({ patterns, paths, ids, names }: Dictionary): fc.Arbitrary<string> {
  const part = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: nastyText });
  const filled = fc
    .tuple(fc.constantFrom(...patterns), fc.array(part, { minLength: 3, maxLength: 3 }))
    .map(([pattern, parts]) => {
      let at = 0;
      const take = () => encoded(parts[at++ % parts.length] ?? '');
      return pattern.replace(/:[a-z]+\??/gi, take).replace('*', take);
    });
  const query = fc.array(fc.tuple(fc.constantFrom(...names), nastyText), { maxLength: 3 });
  const base = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...paths) }, { weight: 3, arbitrary: filled });
  return fc.tuple(base, query, fc.nat(9)).map(([path, pairs, dice]) => {
    const asked = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
    // What a script of ours asks for when it goes to a page: the data alone.
    const [plain = '', own] = path.split('?');
    const where = dice === 0 ? `${plain}.data` : plain;
    const all = [own, asked].filter(Boolean).join('&');
    return `${where}${all ? `?${all}` : ''}`.slice(0, 6_000);
  });
}

/** As `encodeURIComponent`, which throws for half a character: that goes as the bytes that nobody may send. */
function encoded(text: string): string {
  return text
    .replace(/[\ud800-\udfff]/gu, '�')
    .replace(/[^\w.~-]/gu, (character) => (character === '�' ? '%ed%a0%80' : encodeURIComponent(character)));
}

function pageShot(dictionary: Dictionary): fc.Arbitrary<Shot> {
  const method = fc.constantFrom('GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS');
  return fc
    .tuple(method, address(dictionary))
    .map(([asked, path]) => ({ method: asked, path, headers: {}, body: null, isOwn: false }));
}

function formShot(dictionary: Dictionary): fc.Arbitrary<Shot> {
  const invented = fc.record({
    action: address(dictionary),
    fields: fc
      .tuple(
        fc.constantFrom(...dictionary.intents),
        fc.dictionary(fc.constantFrom(...dictionary.names), nastyText, { maxKeys: 6 }),
      )
      .map(([intent, fields]) => ({ ...fields, intent })),
  });
  const real = fc.constantFrom(...dictionary.forms);
  const form = fc.oneof({ weight: 3, arbitrary: real }, { weight: 1, arbitrary: invented });
  const value = fc.oneof(nastyText, fc.constantFrom(...dictionary.ids));
  const changes = fc.array(fc.tuple(fc.nat(40), value, fc.nat(5)), { minLength: 1, maxLength: 3 });
  const extra = fc.dictionary(
    fc.oneof(fc.constantFrom('_submission', '__proto__', 'id', 'version[]'), nastyText),
    value,
    {
      maxKeys: 1,
    },
  );
  return fc
    .tuple(form, changes, extra, fc.constantFrom(...encodings), fc.nat(11))
    .map(([{ action, fields }, changed, more, encode, dice]) => {
      const pairs = changedFields(Object.entries(fields), changed).concat(Object.entries(more));
      return { method: 'POST', path: action.slice(0, 6_000), ...encode(pairs), isOwn: dice > 0 };
    });
}

/** Some fields with another value, some left out, some given twice. */
function changedFields(
  pairs: [string, string][],
  changes: readonly (readonly [at: number, value: string, way: number])[],
): [string, string][] {
  const changed = [...pairs];
  for (const [at, value, way] of changes) {
    if (changed.length === 0) break;
    const place = at % changed.length;
    const [name] = changed[place] ?? ['x'];
    // The intent says which door it is: mostly left as it is.
    if (name === 'intent' && way > 0) continue;
    if (way === 1) changed.splice(place, 1);
    else if (way === 2) changed.push([name, value]);
    else changed[place] = [name, value];
  }
  return changed;
}

type Encoded = Pick<Shot, 'headers' | 'body'>;
const utf8 = new TextEncoder();

const urlEncoded = (pairs: [string, string][]): Encoded => ({
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: utf8.encode(pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')),
});

const multipart = (pairs: [string, string][]): Encoded => {
  const parts = pairs.map(([name, value], at) => {
    const file =
      /file|logo/i.test(name) || at === 7 ? `; filename="${value.slice(0, 20).replace(/["\r\n]/g, '')}.xlsx"` : '';
    return `--fuzz\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, '')}"${file}\r\n\r\n${value}\r\n`;
  });
  return {
    headers: { 'Content-Type': 'multipart/form-data; boundary=fuzz' },
    body: utf8.encode(`${parts.join('')}--fuzz--\r\n`),
  };
};

const json = (pairs: [string, string][]): Encoded => ({
  headers: { 'Content-Type': 'application/json' },
  body: utf8.encode(JSON.stringify(Object.fromEntries(pairs))),
});

/** A body that is not what its header says. */
const mislabelled = (pairs: [string, string][]): Encoded => ({ ...multipart(pairs), headers: json([]).headers });

const broken = (pairs: [string, string][]): Encoded => ({
  ...urlEncoded(pairs),
  body: Buffer.concat([utf8.encode('a=%e0%a4%a&b='), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
});

const encodings = [urlEncoded, urlEncoded, urlEncoded, urlEncoded, multipart, multipart, json, mislabelled, broken];

function jsonShot(dictionary: Dictionary): fc.Arbitrary<Shot> {
  const change = fc.tuple(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 5 }), nastyJson);
  return fc
    .tuple(fc.constantFrom(...dictionary.bodies), fc.array(change, { maxLength: 3 }), fc.nat(19), nastyText)
    .map(([{ path, body }, changes, dice, text]) => {
      const changed = structuredClone(body);
      for (const [steps, value] of changes) place(changed, steps, structuredClone(value));
      const sent = dice === 0 ? text : dice === 1 ? `${JSON.stringify(changed)}}` : JSON.stringify(changed);
      return {
        method: 'POST',
        path,
        headers: { 'Content-Type': dice === 2 ? 'text/plain' : 'application/json' },
        body: utf8.encode(sent),
        isOwn: true,
      };
    });
}

/** Puts the value somewhere into the tree: each number says which branch to take. */
function place(tree: object, [step = 0, ...rest]: number[], value: unknown): void {
  const keys = Object.keys(tree);
  const key = keys[step % keys.length];
  if (key === undefined) return;
  const next = Reflect.get(tree, key);
  if (rest.length > 0 && typeof next === 'object' && next !== null && Object.keys(next).length > 0) {
    place(next, rest, value);
  } else Reflect.set(tree, key, value);
}

function bareShot(dictionary: Dictionary): fc.Arbitrary<Shot> {
  const methods = ['PUT', 'PATCH', 'DELETE', 'POST', 'PROPFIND', 'TRACE', 'LINK', 'GET'];
  const anywhere = fc.oneof(
    address(dictionary),
    nastyText.map((text) => `/${text.replace(/[^\u0021-\u00ff]/gu, '')}`),
  );
  return fc
    .tuple(fc.constantFrom(...methods), anywhere, fc.uint8Array({ maxLength: 300 }), fc.boolean())
    .map(([method, path, bytes, isOwn]) => ({
      method,
      path: path.slice(0, 6_000),
      headers: {},
      body: method === 'TRACE' || method === 'GET' ? null : bytes,
      isOwn,
    }));
}

const headerText = nastyText.map((text) => text.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '').slice(0, 900));

const oddHeaders = fc.dictionary(
  fc.constantFrom(
    ...[
      'Accept',
      'Accept-Language',
      'Accept-Encoding',
      'Content-Type',
      'Referer',
      'User-Agent',
      'X-Request-Id',
      'Range',
    ],
    ...[
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'If-None-Match',
      'If-Modified-Since',
      'Idempotency-Key',
      'Authorization',
    ],
    ...[
      'Candlefish-Signature',
      'Candlefish-Timestamp',
      'X-CSRF-Token',
      'Sec-Fetch-Site',
      'Access-Control-Request-Method',
    ],
  ),
  headerText,
  { maxKeys: 3 },
);

export interface Hit {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends it as it is: Node's client lets bytes through that `fetch` would put right. */
export function fire(base: string, { method, path, headers, body }: Shot): Promise<Hit> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const length = body ? { 'Content-Length': String(body.byteLength) } : {};
    const sent = httpRequest({ hostname, port, method, path, agent, headers: { ...headers, ...length } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(pieces).toString('latin1'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}
