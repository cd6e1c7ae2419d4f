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

export default defineConfig({
  plugins: [tailwindcss(), remix(remixOptions), serverEntry],
  build: { target: 'es2022' },
});
