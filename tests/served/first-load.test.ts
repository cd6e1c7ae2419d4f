import { globSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Bytes of JavaScript, compressed, that a page may need before it is live. */
const limit = 120_000;

interface ClientRoute {
  id: string;
  parentId?: string;
  module: string;
  imports?: string[];
}

const [manifestFile = ''] = globSync('build/client/assets/manifest-*.js');
const { entry, routes }: { entry: ClientRoute; routes: Record<string, ClientRoute> } = JSON.parse(
  readFileSync(manifestFile, 'utf8')
    .replace(/^window\.__remixManifest=/, '')
    .replace(/;$/, ''),
);

/** What the browser fetches for a route: its own files, those of the routes around it, and those of the entry. */
function filesOf(route: ClientRoute | undefined): string[] {
  if (!route) return [];
  return [route.module, ...(route.imports ?? []), ...filesOf(routes[route.parentId ?? ''])];
}

it.each(Object.values(routes))('$id is live after 120 kB of JavaScript', (route) => {
  const files = new Set([...filesOf(entry), ...filesOf(route)]);
  expect(files.size).toBeGreaterThan(3);
  const bytes = [...files].map((file) => statSync(`build/client${file}.br`).size);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(limit);
});
