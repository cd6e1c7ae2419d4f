// Builds the browser files and the server bundle, compresses what is served, and remembers what it was built from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const stampFile = 'build/.source';

/** A hash of everything that the build reads. */
function sourceHash(): string {
  const files = ['package-lock.json', 'remix.config.js', 'vite.config.ts', 'tsconfig.json']
    .concat(globSync('{app,modules,db}/**/*.{ts,tsx,css,sql,json}').filter((file) => !file.includes('.test.')))
    .concat(globSync('public/**/*.*'));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** True when build/ was made from these very sources. */
export function isFresh(): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();
}

/** Builds, or ends the process with the compiler's own words. */
export function build(): void {
  const hash = sourceHash();
  const result = spawnSync(
    process.execPath,
    ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'error'],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (result.status !== 0) {
    process.stderr.write('The build failed: see the lines above.\n');
    process.exit(1);
  }
  compressAssets('build/client/assets');
  mkdirSync('build', { recursive: true });
  writeFileSync(stampFile, hash);
}

function compressAssets(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
    const bytes = readFileSync(join(folder, name));
    const quality = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    };
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, quality));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

if (import.meta.main) build();
