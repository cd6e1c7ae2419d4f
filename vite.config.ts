import { basename, dirname, join } from 'node:path';
import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin, type Rollup } from 'vite';
import remixOptions from './remix.config.js';

/**
 * The server bundle begins at our HTTP entry, which imports the Remix build: one graph, so every module (the database,
 * the permissions) exists once. The Remix plugin sets the input itself; the last plugin has the last word.
 */
const serverEntry: Plugin = {
  name: 'candlefish-server-entry',
  enforce: 'post',
  config: (_, { isSsrBuild }) => (isSsrBuild ? { build: { rollupOptions: { input: './app/server.ts' } } } : undefined),
};

/**
 * Threads of the server. In development and in tests `new Worker(new URL('./x.worker.ts', import.meta.url))` runs the source as it
 * stands; the build puts each thread into a file of its own beside the bundle.
 */
const serverThreads: Plugin = {
  name: 'candlefish-server-threads',
  enforce: 'pre',
  apply: (_, { command, isSsrBuild }) => command === 'build' && isSsrBuild === true,
  transform(code, id) {
    const [found, path] = /new URL\('(\.[\w./-]+\.worker\.ts)', import\.meta\.url\)/.exec(code) ?? [];
    if (!found || !path) return;
    const fileName = `${basename(path, '.ts')}.js`;
    const thread = this.emitFile({ type: 'chunk', id: join(dirname(id), path), fileName });
    return code.replace(found, `new URL(import.meta.ROLLUP_FILE_URL_${thread})`);
  },
};

/**
 * Packages of many small files, which the server's bundle takes in: finding and opening nine hundred files was most of a
 * start. What brings native code, threads or files of its own stays where it is.
 */
const bundled = ['arctic', 'drizzle-orm', 'hono', 'jose', 'lucia', 'zod', /^@hono\//, /^@oslojs\//];

/** A module of as many routes goes with the frame of a business's pages. */
const manyRoutes = 20;

/**
 * What every page loads is one file, and what most pages of a business load is another. Left alone, Rollup makes a file of each
 * set of modules that the same routes share: half a kilobyte each, forty to a page, and each with headers as long as itself.
 */
function chunkOfPages(): Rollup.GetManualChunk {
  let usage: Map<string, Set<string>> | undefined;
  return (id, { getModuleIds, getModuleInfo }) => {
    usage ??= usageByRoute([...getModuleIds()], getModuleInfo);
    const routes = usage.get(id);
    if (!routes) return undefined;
    if (id.includes('/node_modules/')) return routes.has('/app/root.tsx') ? 'framework' : undefined;
    if (routes.has('/app/root.tsx')) return 'page';
    return routes.has('/app/routes/tenant.tsx') || routes.size > manyRoutes ? 'frame' : undefined;
  };
}

const routeQuery = '?__remix-build-client-route';

/** For each module the routes that cannot be shown without it. */
function usageByRoute(ids: string[], infoOf: Rollup.GetModuleInfo): Map<string, Set<string>> {
  const usage = new Map<string, Set<string>>();
  for (const route of ids.filter((id) => id.endsWith(routeQuery))) {
    const name = route.slice(import.meta.dirname.length, -routeQuery.length);
    const waiting = [...(infoOf(route)?.importedIds ?? [])];
    for (let id = waiting.pop(); id; id = waiting.pop()) {
      const routes = usage.get(id) ?? new Set();
      if (routes.has(name)) continue;
      usage.set(id, routes.add(name));
      waiting.push(...(infoOf(id)?.importedIds ?? []));
    }
  }
  return usage;
}

/** Terser takes a few seconds longer than esbuild and leaves four percent less to fetch. */
const browserBuild = {
  minify: 'terser',
  terserOptions: { compress: { passes: 2 } },
  rollupOptions: { output: { manualChunks: chunkOfPages() } },
} as const;

export default defineConfig(({ command, isSsrBuild }) => ({
  plugins: [tailwindcss(), remix(remixOptions), serverEntry, serverThreads],
  build: {
    target: 'es2022',
    ...(!isSsrBuild && browserBuild),
  },
  ssr: command === 'build' ? { noExternal: bundled } : {},
}));
