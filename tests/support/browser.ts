import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium as playwright } from 'playwright';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The arguments of the npm package are not taken: they run everything in one process and turn web security off. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium: the machine's own if it has one, else the one that comes from npm. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return playwright.launch({ executablePath, env, args: quiet });
}

/** Where Chromium is and what it must be started with. Unpacks the one from npm if it is needed and not there yet. */
export async function findChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]),
  );
  const own = installed.find((path) => existsSync(path));
  if (own) return { executablePath: own, env: inherited };
  // The package brings the libraries that a bare machine lacks, and unpacks them where it takes the machine for AWS Lambda.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  const libraries = [join(tmpdir(), 'al2023', 'lib'), inherited.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { executablePath: await packaged.executablePath(), env: { ...inherited, LD_LIBRARY_PATH: libraries } };
}
