// What the container runs: serves what was built before, and nothing else.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

process.env.NODE_ENV ??= 'production';
const { start } = await import(pathToFileURL(resolve('build/server/index.js')).href);
await start();
