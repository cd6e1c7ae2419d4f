import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom. A room is recognised by its path; the first room that matches counts. `may` lists rooms and
 * packages; what is not listed is forbidden, so that a new folder has to state its place here.
 */
interface Room {
  name: string;
  at: RegExp;
  may: (string | RegExp)[];
}

const pureLibrary = /^(zod|fflate|saxes)(\/|$)/;
const react = /^(react|react-dom|@remix-run\/react|@simplewebauthn\/browser|radix-ui|cmdk)(\/|$)/;
const server =
  /^(node:|@remix-run\/node|@remix-run\/server-runtime|hono|@hono\/|pino|lucia|nodemailer|arctic|jose|undici|@upstash\/|@simplewebauthn\/server|qr$)/;
const assistant =
  /^(ai|openai|unpdf|mammoth|chrono-node|@ai-sdk\/[\w-]+|@anthropic-ai\/sdk|@modelcontextprotocol\/sdk|@energetic-ai\/[\w-]+)(\/|$)/;
const drizzle = /^(drizzle-orm|pg|postgres|@electric-sql\/)/;

const rooms: Room[] = [
  {
    name: 'module registry',
    at: /^modules\/[^/]+\.ts$/,
    may: ['values', 'platform', 'manifest', 'routes table', /^@remix-run\/route-config$/],
  },
  { name: 'contract', at: /^modules\/[^/]+\/contract\.ts$/, may: ['own domain', 'values', pureLibrary] },
  { name: 'domain', at: /^modules\/[^/]+\/domain\//, may: ['own domain', 'values', 'workbook', pureLibrary] },
  {
    name: 'data',
    at: /^modules\/[^/]+\/data\//,
    may: ['own data', 'own domain', 'own contract', 'contract', 'values', 'db', 'db types', drizzle],
  },
  {
    name: 'operations',
    at: /^modules\/[^/]+\/operations\//,
    may: [
      'manifest',
      'own operations',
      'own data',
      'own domain',
      'own contract',
      'own mail',
      'contract',
      'values',
      'workbook',
      'platform',
      'db types',
      /^node:(crypto|buffer|worker_threads)$/,
      pureLibrary,
    ],
  },
  {
    name: 'tools, jobs, listeners',
    at: /^modules\/[^/]+\/(tools|jobs|listeners|knowledge|people)\//,
    may: [
      'own tools',
      'own operations',
      'own data',
      'own domain',
      'own contract',
      'contract',
      'values',
      'workbook',
      'platform',
      'db types',
      pureLibrary,
    ],
  },
  {
    name: 'api',
    at: /^modules\/[^/]+\/api\//,
    may: ['own api', 'own operations', 'own domain', 'own contract', 'contract', 'values', 'platform', pureLibrary],
  },
  {
    name: 'ui',
    at: /^modules\/[^/]+\/ui\//,
    may: [
      'own ui',
      'own domain',
      'own contract',
      'contract',
      'values',
      'workbook',
      'design system',
      react,
      /^@react-pdf\/renderer$/,
    ],
  },
  {
    name: 'routes',
    at: /^modules\/[^/]+\/routes\//,
    may: [
      'own routes',
      'own ui',
      'own operations',
      'own data',
      'own domain',
      'own contract',
      'own pdf',
      'contract',
      'values',
      'workbook',
      'platform',
      'manifest',
      'design system',
      react,
      server,
      pureLibrary,
    ],
  },
  {
    name: 'pdf',
    at: /^modules\/[^/]+\/pdf\//,
    may: ['own pdf', 'own domain', 'own contract', 'values', /^react$/, /^@react-pdf\/renderer$/, /^node:/],
  },
  {
    name: 'mail',
    at: /^modules\/[^/]+\/mail\//,
    may: ['own mail', 'own domain', 'own contract', 'values', 'platform', /^react$/],
  },
  { name: 'routes table', at: /^modules\/[^/]+\/routes\.ts$/, may: [/^@remix-run\/route-config$/] },
  {
    name: 'manifest of a module',
    at: /^modules\/[^/]+\/(module|seed)\.server\.ts$/,
    may: [
      'own tools',
      'own operations',
      'own data',
      'own domain',
      'own contract',
      'own jobs',
      'own api',
      'contract',
      'values',
      'platform',
      'manifest',
      'db types',
      'manifest of a module',
      pureLibrary,
    ],
  },
  { name: 'values', at: /^app\/values\//, may: ['values', pureLibrary, /^(big\.js|decimal\.js|decimal\.js-light)$/] },
  { name: 'workbook', at: /^app\/workbook\//, may: ['workbook', 'values', pureLibrary] },
  {
    name: 'design system',
    at: /^app\/(ui|styles)\//,
    may: ['design system', 'values', 'browser context', react, /^@fontsource/],
  },
  { name: 'browser context', at: /^app\/http\/nonce\.ts$/, may: [/^react$/] },
  { name: 'manifest', at: /^app\/manifest\.ts$/, may: ['db types', 'values', 'platform'] },
  {
    // Archives and the audit go to spreadsheets, which the room of workbooks knows how to write for.
    name: 'platform',
    at: /^app\/(data|admin\/audit-file)/,
    may: ['platform', 'manifest', 'values', 'workbook', 'db', 'db types', drizzle, server, react, pureLibrary],
  },
  {
    // The assistant reads workbooks that were given to it.
    name: 'platform',
    at: /^app\/ai\//,
    may: ['platform', 'manifest', 'values', 'workbook', 'db', 'db types', drizzle, server, assistant, pureLibrary],
  },
  {
    // What a person sees of the assistant: it runs in the browser, and is loaded when it is opened.
    name: 'chat',
    at: /^app\/chat\//,
    may: ['chat', 'platform', 'values', 'design system', react, /^(ai|@ai-sdk\/react|react-markdown|remark-gfm)$/],
  },
  {
    name: 'platform',
    at: /^app\/(admin|api|auth|mail|tenancy|events|jobs|audit|errors|http|env|demo|secrets|limits|access|files|webhooks|operator|outbound)/,
    may: ['platform', 'manifest', 'values', 'db', 'db types', 'design system', drizzle, server, react, pureLibrary],
  },
  {
    name: 'shell',
    at: /^app\/(routes|shell|server|process|lifecycle|root|entry|registry)/,
    may: [
      'shell',
      'chat',
      'platform',
      'manifest',
      'values',
      'browser context',
      'design system',
      'module registry',
      'db',
      'db types',
      /^(virtual:|isbot$)/,
      /^@remix-run\/route-config$/,
      react,
      server,
      pureLibrary,
    ],
  },
  { name: 'db commands', at: /^db\/(migrate|reset|seed)\.ts$/, may: [drizzle, 'db', 'db types', 'platform', /^node:/] },
  { name: 'db types', at: /^db\/tenant\.server\.ts$/, may: ['db', 'values', drizzle, /^node:/] },
  { name: 'db', at: /^db\//, may: ['db', 'db types', 'values', drizzle, pureLibrary, server, /^node:/] },
];

/** `tsx` files of routes, tests and scripts stand outside: tests and scripts may import anything. */
const files = globSync('{app,db,modules}/**/*.{ts,tsx}').filter((file) => !/\.(test|d)\.tsx?$/.test(file));

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => room.at.test(file));
}

function moduleOf(file: string): string | undefined {
  return /^modules\/([^/]+)\//.exec(file)?.[1];
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map((found) => found.fileName);
}

/** A path inside the repository, or the bare name of a package. */
function resolveImport(from: string, specifier: string): string {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('#')) return bare.slice(1);
  if (bare.startsWith('.')) return normalize(join(dirname(from), bare));
  return bare;
}

function isAllowed(from: string, target: string): boolean {
  const room = roomOf(from);
  if (!room) return false;
  const targetRoom = roomOf(target);
  const own = moduleOf(from) !== undefined && moduleOf(from) === moduleOf(target);
  return (
    room.may.some((rule) => {
      if (rule instanceof RegExp) return rule.test(target);
      if (!targetRoom) return false;
      if (rule.startsWith('own ')) return own && targetRoom.name === ownRoom(rule);
      if (rule === 'contract') return targetRoom.name === 'contract';
      return targetRoom.name === rule && (own || moduleOf(target) === undefined || room.name === 'module registry');
    }) ||
    (room.name === 'module registry' && /^modules\/[^/]+\/(module\.server|routes)\.ts$/.test(target))
  );
}

const ownRooms: Record<string, string> = { jobs: 'tools, jobs, listeners', tools: 'tools, jobs, listeners' };

function ownRoom(rule: string): string {
  const name = rule.slice(4);
  return ownRooms[name] ?? name;
}

describe('the house', () => {
  it('has a place for every file', () => {
    expect(files.filter((file) => !roomOf(file))).toEqual([]);
  });

  it('lets nobody import what the table does not allow', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .map((specifier) => resolveImport(file, specifier))
        .filter((target) => !isAllowed(file, target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        runtimeImports(file)
          .map((specifier) => resolveImport(file, specifier))
          .filter((target) => existsSync(target) && /\.tsx?$/.test(target)),
      ]),
    );
    expect(cyclesIn(graph)).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(file, 'utf8')));
    expect(
      readers.filter((file) => file !== 'app/env.server.ts' && !/^db\/(migrate|reset|seed)\.ts$/.test(file)),
    ).toEqual([]);
  });

  it('registers every module', () => {
    const folders = globSync('modules/*/module.server.ts').map((file) => moduleOf(file));
    const registry = readFileSync('modules/index.server.ts', 'utf8');
    const table = readFileSync('modules/routes.ts', 'utf8');
    expect(folders.filter((name) => !registry.includes(`./${name}/module.server.ts`))).toEqual([]);
    expect(folders.filter((name) => !table.includes(`./${name}/routes.ts`))).toEqual([]);
  });

  it('has no drawers for odds and ends', () => {
    const drawers = /(^|\/)(utils?|lib|helpers?|common|misc|services?|v2)(\/|\.tsx?$)/;
    expect(files.filter((file) => drawers.test(file))).toEqual([]);
  });
});

/** Imports that exist at run time: a cycle of types alone is none. */
function runtimeImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    if (ts.isImportDeclaration(statement) ? statement.importClause?.isTypeOnly : statement.isTypeOnly) return [];
    return [statement.moduleSpecifier.text];
  });
}

function cyclesIn(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
