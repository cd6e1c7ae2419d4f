import { createRequestHandler, type ServerBuild } from '@remix-run/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPageHandler } from './pages.server.ts';

const table: [id: string, parentId: string | undefined, path: string | undefined, index?: true][] = [
  ['root', undefined, ''],
  ['home', 'root', undefined, true],
  ['tenant', 'root', 't/:tenant'],
  ['overview', 'tenant', undefined, true],
  ['list', 'tenant', 'paint/estimates'],
  ['new', 'tenant', 'paint/estimates/new'],
  ['one', 'tenant', 'paint/estimates/:estimate'],
  ['file', 'tenant', 'paint/estimates/:estimate/quote.pdf'],
  ['lost in a tenant', 'tenant', '*'],
  ['link', 'root', 'q/:token'],
  ['lost', 'root', '*'],
];

/** A build whose pages answer with what they were asked: the routes that matched, and what the browser is told of. */
function buildOf(): ServerBuild {
  const routes = table.map(([id, parentId, path, index]) => [
    id,
    { id, parentId, path, index, module: { default: () => null, loader: () => id } },
  ]);
  const assets = table.map(([id, parentId, path, index]) => [id, { id, parentId, path, index, module: `/${id}.js` }]);
  const answer: ServerBuild['entry']['module']['default'] = async (_request, status, headers, context) => {
    const { matches, loaderData } = context.staticHandlerContext;
    const matched = matches.map(({ route, params }) => ({ id: route.id, params }));
    return Response.json({ matched, loaderData, known: Object.keys(context.manifest.routes) }, { status, headers });
  };
  const build = {
    entry: { module: { default: answer } },
    routes: Object.fromEntries(routes),
    assets: { entry: { module: '', imports: [] }, routes: Object.fromEntries(assets), url: '', version: '1' },
    publicPath: '/',
    assetsBuildDirectory: '',
    basename: '/',
    isSpaMode: false,
    future: { v3_singleFetch: true, v3_lazyRouteDiscovery: true, v3_relativeSplatPath: true },
  };
  return build as unknown as ServerBuild; // as much of a build as a handler reads
}

const segment = fc.oneof(
  fc.constantFrom(
    't',
    'paint',
    'estimates',
    'new',
    'quote.pdf',
    'q',
    '',
    '%2F',

    'é',
    '__manifest',
    '_root',
  ),
  fc.webSegment({ size: 'small' }),
);
const address = fc.tuple(fc.array(segment, { maxLength: 6 }), fc.constantFrom('', '.data', '/', '?index', '?page=2'));

describe('pages', () => {
  const whole = createRequestHandler(buildOf(), 'production');
  const ours = createPageHandler(buildOf(), 'production');
  const asked = async (handler: typeof whole, path: string) => {
    const response = await handler(new Request(`http://candlefish.test${path}`), {} as never);
    const body = await response.text();
    const { known, ...page } = body.startsWith('{"matched"') ? JSON.parse(body) : { known: [] as string[], body };
    return { known: known as string[], status: response.status, page };
  };

  test('are answered as by the whole route table, the second time too', () =>
    fc.assert(
      fc.asyncProperty(address, async ([segments, end]) => {
        const path = `/${segments.join('/')}${end}`;
        const expected = await asked(whole, path);
        for (let time = 0; time < 2; time += 1) {
          const { status, page } = await asked(ours, path);
          expect({ status, page }).toEqual({ status: expected.status, page: expected.page });
        }
      }),
      { numRuns: 300 },
    ));

  test('tell the browser of their own routes and of the index routes around them', async () => {
    const { known } = await asked(ours, '/t/harbor-pine/paint/estimates');
    expect(known.sort()).toEqual(['home', 'list', 'overview', 'root', 'tenant']);
  });

  test('leave what the browser asks about other addresses to the whole table', async () => {
    const path = '/__manifest?version=1&p=/t/harbor-pine/paint/estimates/new';
    expect(await asked(ours, path)).toEqual(await asked(whole, path));
    expect((await asked(ours, path)).page.body).toContain('"new"');
  });
});
