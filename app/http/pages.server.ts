import { type AppLoadContext, createRequestHandler, type RequestHandler, type ServerBuild } from '@remix-run/node';
import { matchRoutes } from '@remix-run/react';

/** As many addresses as are remembered; a business has a few hundred pages that people come back to. */
const maxAddresses = 20_000;

type Routes = ServerBuild['routes'];

/**
 * Answers pages with the part of the route table that their address needs. Remix ranks its whole table again for each
 * match, eight times a page: with the five routes of a page's own branch that costs next to nothing. Which branch an
 * address belongs to is asked of Remix itself, once, so both can never differ.
 *
 * @returns a handler that does what `createRequestHandler(build)` does.
 */
export function createPageHandler(build: ServerBuild, mode: string): RequestHandler {
  const whole = createRequestHandler(build, mode);
  const table = routeTree(build.routes);
  const handlers = new Map<string, RequestHandler>();
  const addresses = new Map<string, RequestHandler>();

  function handlerOf(address: string): RequestHandler {
    const known = addresses.get(address);
    if (known) return known;
    const ids = matchRoutes(table, address)?.map(({ route }) => route.id) ?? [];
    const handler = ids.length === 0 ? whole : branchHandler(ids);
    if (addresses.size >= maxAddresses) addresses.clear();
    addresses.set(address, handler);
    return handler;
  }

  function branchHandler(ids: string[]): RequestHandler {
    const key = ids.join(' ');
    const handler = handlers.get(key) ?? createRequestHandler(branchOf(build, ids), mode);
    handlers.set(key, handler);
    return handler;
  }

  return (request: Request, context?: AppLoadContext) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/__manifest') return whole(request, context);
    const address = pathname.endsWith('.data') ? pathname.slice(0, -5).replace(/^\/_root$/, '/') : pathname;
    return handlerOf(address)(request, context);
  };
}

/**
 * The build as far as one page needs it: its own routes, and the index routes of what they are inside of. The browser is
 * told of these at first (it would take a parent without its index for the whole answer) and finds the others by itself.
 */
function branchOf(build: ServerBuild, ids: string[]): ServerBuild {
  const isKept = ({ id, index, parentId }: { id: string; index?: boolean; parentId?: string }) =>
    ids.includes(id) || (index === true && (parentId === undefined || ids.includes(parentId)));
  const kept = Object.values(build.routes).filter((route) => route !== undefined && isKept(route));
  const only = <T>(all: Record<string, T>): Record<string, T> =>
    Object.fromEntries(kept.flatMap(({ id }) => (all[id] === undefined ? [] : [[id, all[id]]])));
  return {
    ...build,
    routes: only(build.routes),
    assets: { ...build.assets, routes: only(build.assets.routes) },
  };
}

interface TreeRoute {
  id: string;
  path?: string;
  index?: false;
  caseSensitive?: boolean;
  children: TreeRoute[];
}

function routeTree(routes: Routes, parentId?: string): (TreeRoute & { index?: boolean })[] {
  return Object.values(routes).flatMap((route) => {
    if (route === undefined || (route.parentId || undefined) !== parentId) return [];
    const { id, path, index, caseSensitive } = route;
    return [{ id, path, index, caseSensitive, children: routeTree(routes, id) }] as TreeRoute[];
  });
}
