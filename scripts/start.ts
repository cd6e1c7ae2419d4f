// `npm start`: builds when the sources changed, then serves.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isFresh } from './build.ts';

process.env.NODE_ENV ??= 'production';
// People read this terminal: only what needs them is printed. A container logs everything.
process.env.LOG_LEVEL ??= 'warn';

if (!isFresh()) {
  process.stdout.write('Building (only after a change)...\n');
  build();
}
const { start } = await import(pathToFileURL(resolve('build/server/index.js')).href);
await start();
