import { basename, dirname, join } from 'node:path';
import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';
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

export default defineConfig(({ command }) => ({
  plugins: [tailwindcss(), remix(remixOptions), serverEntry, serverThreads],
  build: { target: 'es2022' },
  ssr: command === 'build' ? { noExternal: bundled } : {},
}));
