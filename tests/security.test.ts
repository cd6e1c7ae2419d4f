import { existsSync, globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { safePath } from '#app/tenancy/entry.server.ts';
import { readWorkbook } from '#app/workbook/read.ts';
import { listAsCsv, listAsWorkbook } from '../modules/paintbox/ui/lists/list-file.ts';
import { readAudit } from '../scripts/audit-packages.ts';
import { entropyOf, findSecrets } from '../scripts/scan-secrets.ts';

const sources = globSync('{app,modules}/**/*.{ts,tsx}').filter((file) => !/\.(test|fixture)\.tsx?$/.test(file));
const offenders = (pattern: RegExp, except: RegExp) =>
  sources.filter((file) => !except.test(file) && pattern.test(readFileSync(file, 'utf8')));

describe('the sources', () => {
  it('give every form that posts the token', () => {
    const bare = sources.filter((file) => {
      const text = readFileSync(file, 'utf8');
      const tags = [...text.replace(/^\s*(\/?\*|\/\/).*$/gm, '').matchAll(/<(\w+)\b[^>]*method="post"/g)].map(
        ([, tag]) => tag,
      );
      const isOurs = /import \{[^}]*\bForm\b[^}]*\} from '[^']*\/form\.tsx'/.test(text);
      return tags.some((tag) => tag !== 'Form' || !isOurs) && !text.includes('<CsrfField');
    });
    expect(bare).toEqual([]);
  });

  it('hand out files through one door, which makes them safe', () => {
    expect(offenders(/Content-Disposition|'text\/csv|application\/pdf'/, /^app\/(files|ai\/providers)\//)).toEqual([]);
  });

  it('write comma-separated values through one function, which disarms formulas', () => {
    expect(offenders(/\.join\((['"`]),\1\)[^;]*\\r\\n/, /^app\/workbook\/csv\.ts$/)).toEqual([]);
  });

  it('set cookies through one door, which binds them to their host; but for the theme and a sentence to show', () => {
    expect(offenders(/createCookie|serializeCookie/, /^app\/http\/cookie\.server\.ts$/)).toEqual([]);
    const made = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/createCookie\('([^']*)/g)]);
    expect(made.map(([, name]) => name)).toEqual(['candlefish_flash', 'candlefish_theme']);
  });

  it('take no file without a check of its bytes', () => {
    // Where a file's bytes are read, and what looks at them before they are kept. Workbooks meet the engine, which says what else it is.
    const workbooks = [
      'modules/paintbox/operations/workbook-engine.server.ts',
      'new WorkbookEditor(readWorkbook(bytes)',
    ];
    const checks: Record<string, string[]> = {
      'app/ai/doors/attachments.server.ts': ['app/ai/conversation/attachments.server.ts', 'requireKind(bytes'],
      'app/routes/admin-branding.tsx': ['app/admin/brand.server.ts', 'requireKind(bytes'],
      'app/routes/admin-data-arrival.ts': ['app/data/arrival.server.ts', 'requireKind(bytes'],
      'app/routes/admin-data.tsx': ['app/routes/admin-data.tsx', 'requireKind(bytes'],
      'app/routes/assistant-documents.tsx': ['app/ai/knowledge/documents.server.ts', 'requireDocument(bytes'],
      'modules/paintbox/routes/estimate-new.tsx': workbooks,
      'modules/paintbox/routes/workbooks.tsx': workbooks,
    };
    const inBrowser = /^(app\/shell\/(bring-archive|send-archive)|modules\/paintbox\/ui\/)/;
    const doors = offenders(/(?<!\b(?:request|response))\.(arrayBuffer|bytes|stream|blob)\(\)/, inBrowser);
    expect(doors.toSorted()).toEqual(Object.keys(checks));
    for (const [file = '', check = ''] of Object.values(checks)) expect(readFileSync(file, 'utf8')).toContain(check);
  });

  it('put no HTML together but through the template that escapes', () => {
    expect(offenders(/\.innerHTML\s*=|document\.write|new Function\(|\beval\(/, /^$/)).toEqual([]);
    const raw = offenders(/dangerouslySetInnerHTML=/, /^$/);
    expect(raw.filter((file) => !/from '[^']*\/markup\.ts'/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

describe('an export', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '=HYPERLINK("https://evil.example")',
      '+1+1',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      ' =1',
      '＝1',
      '"=1',
      "=cmd|' /C calc'!A0",
    ),
    fc.string(),
  );
  const listed = (title: string, clientName: string) => [
    {
      number: 1,
      revision: 1,
      title,
      clientName,
      status: 'draft' as const,
      updatedAt: new Date(0),
      currency: 'USD',
      totalMinor: -5,
    },
  ];

  test('holds nothing that a spreadsheet would run, as comma-separated values', () => {
    fc.assert(
      fc.property(nasty, nasty, (title, clientName) => {
        const [, record = ''] = /\r\n([\s\S]*)\r\n$/.exec(listAsCsv(listed(title, clientName), 'UTC')) ?? [];
        const fields = [...record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
          ([, quoted, plain]) => quoted ?? plain ?? '',
        );
        for (const field of fields.slice(0, 4)) expect(field).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
      }),
    );
  });

  test('holds text as text, as a workbook', () => {
    fc.assert(
      fc.property(nasty, (title) => {
        const book = readWorkbook(listAsWorkbook(listed(title, '=1+1'), 'UTC'));
        for (const col of [0, 1, 2, 3]) expect(book.sheets[0]?.cells.get(1, col)?.formula ?? null).toBeNull();
        expect(book.sheets[0]?.cells.get(1, 2)?.value).toBe('=1+1');
      }),
      { numRuns: 30 },
    );
  });
});

describe('a way back after signing in', () => {
  const origin = 'https://app.example';
  const parts = fc.constantFrom(
    '/',
    '\\',
    '//',
    'evil.example',
    '@',
    ':',
    'https:',
    'javascript:',
    '%2f',
    '%5c',
    '\t',
    '\n',
    '\r',
    ' ',
    '.',
    '..',
    '?',
    '#',
    '\u0000',
    '／',
    'a',
  );

  test('never leads out of the application, however it is written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
          fc.webUrl(),
        ),
        (wanted) => {
          const path = safePath(wanted);
          expect(path).toMatch(/^\/(?![/\\])/);
          expect(new URL(path, origin).origin).toBe(origin);
          expect(path).not.toMatch(/[\r\n\t\\]/);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('leads where it should', () => {
    expect(safePath('/t/acme/paintbox?page=2#top')).toBe('/t/acme/paintbox?page=2#top');
    for (const other of [undefined, null, 7, {}, ['/a'], '', 'a', 'https://app.example/'])
      expect(safePath(other)).toBe('/');
  });
});

describe('the scan for secrets', () => {
  const chance = 'q7Zt0LmX9vB2nK4sR8wY1cD5fG6hJ3pA';
  test.each([
    ['private key', ['-----BEGIN RSA', ' PRIVATE KEY-----']],
    ['AWS access key', ['id = AK', 'IAQ2W3E4R5T6Y7U2I3']],
    ['GitHub token', ['gh', `p_${chance}abcd`]],
    ['Stripe key', ['sk_', `live_${chance}`]],
    ['OpenAI or Anthropic key', ['sk-', `ant-${chance}`]],
    ['signed token', ['ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.', chance]],
    ['password in an address', ['postgres://app:', 'hunter22x@db.acme-corp.com/x']],
    ['value that looks like a secret', ['const api', `Key = '${chance}'`]],
    ['value that looks like a secret', ['SMTP_PASS', `WORD=${chance}`]],
    ['value that looks like a secret', ['"client_sec', `ret": "${chance}"`]],
  ])('finds a %s', (rule, pieces) => {
    expect(findSecrets('x.ts', `line one\n${pieces.join('')}\n`)).toEqual([{ file: 'x.ts', line: 2, rule }]);
    expect(findSecrets('x.ts', `${pieces.join('')} // secret-scan: not one, a test needs it`)).toEqual([]);
    expect(findSecrets('x.ts', `${pieces.join('')} // secret-scan: not one`)).toHaveLength(1);
  });

  test.each([
    'const token = readToken(request.headers);',
    "password: z.string({ error: 'Enter your password.' })",
    'DATABASE_URL=postgres://candlefish:secret@localhost:5432/candlefish',
    'import { sessionToken } from "../auth/session.server.ts";',
    'token: "01890a5d-ac96-774b-bcce-b302099a8057"',
  ])('passes over %s', (line) => expect(findSecrets('x.ts', line)).toEqual([]));

  test('knows words from chance', () => {
    expect(entropyOf('aaaaaaaa')).toBe(0);
    expect(entropyOf('correct horse battery staple')).toBeLessThan(entropyOf(chance));
  });
});

test('an audit of packages names what is serious, and is no verdict when the registry gave none', () => {
  const found = { a: { name: 'a', severity: 'critical', range: '<2' }, b: { name: 'b', severity: 'low', range: '*' } };
  expect(readAudit(JSON.stringify({ vulnerabilities: found }))).toEqual({ serious: ['a <2: critical'], others: 1 });
  expect(readAudit(JSON.stringify({ vulnerabilities: {} }))).toEqual({ serious: [], others: 0 });
  for (const none of ['', '<html>', 'null', '{"error":{"code":"ENOAUDIT"}}', '{"message":"404"}'])
    expect(readAudit(none)).toBeNull();
});

describe('SECURITY.md', () => {
  const rows = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| \d+\.\d+/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test('says of every line which test proves it, or that it is not met', () => {
    expect(rows.length).toBeGreaterThan(60);
    expect(new Set(rows.map(([section]) => section)).size).toBe(rows.length);
    for (const [section = '', , proof = ''] of rows) {
      expect(proof, section).toMatch(/^(not met\b|not applicable\b|`[^`]+`)/);
      const files = [...proof.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      expect(
        files.filter((file) => !/\.(test\.tsx?|ts|run)$|^\.ci\/run$/.test(file) || !existsSync(file)),
        section,
      ).toEqual([]);
    }
  });

  test('covers every chapter', () => {
    expect([...new Set(rows.map(([section = '']) => Number(section.split('.')[0])))]).toEqual(
      Array.from({ length: 17 }, (_, at) => at + 1),
    );
  });
});
