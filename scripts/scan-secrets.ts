// Looks for secrets in what is committed: `node scripts/scan-secrets.ts [--history]`. Ends with 1 when it finds any.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

export interface Finding {
  file: string;
  line: number;
  rule: string;
}

/** Shapes that nothing but a secret has. */
const shapes: [rule: string, shape: RegExp][] = [
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['AWS access key', /\b(?:AKIA|ASIA|ABIA)[A-Z2-7]{16}\b/],
  ['GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})\b/],
  ['GitLab token', /\bglpat-[\w-]{20,}/],
  ['Slack token', /\bxox[abeprs]-[\w-]{10,}/],
  ['Stripe key', /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ['Google key', /\bAIza[\w-]{35}\b/],
  ['Google client secret', /\bGOCSPX-[\w-]{20,}/],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['OpenAI or Anthropic key', /\bsk-(?:ant-|proj-)?[\w-]{32,}/],
  ['SendGrid key', /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
  ['Fly token', /\b(?:fo1|fm[12])_[\w-]{20,}/],
  ['signed token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/],
];

/** A name that says secret, and a value in quotes or in an environment file. */
const assigned =
  /(?:secret|token|passwd|password|api[_-]?key|private[_-]?key|master[_-]?keys?|credential)\w*["']?\s*(?:[:=]|=>)\s*["'`]?([A-Za-z0-9+/_=.:-]{20,})/i;

/** user:password in an address, unless the host is nobody's or the password is a placeholder. */
const inAddress = /\b[a-z][a-z0-9+]*:\/\/[^\s:/@'"`]+:([^\s/@'"`]+)@([\w.-]+)/gi;
const nobodysHost =
  /^(localhost|127\.\d+\.\d+\.\d+|\w*host|postgres|redis|db|database|mailpit|.*\.(example|test|invalid|local)(\.\w+)?|example\.\w+)$/i;
const placeholder = /^(?:\.+|x+|\*+|secret|password|postgres|pass|pw|\$\{?.*|<.*>|\[.*\]?)$/i;

/** Bits of chance in a character: words have about 3, keys over 4. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** The secrets in one file. A line that ends in `secret-scan: not one` and why is passed over. */
export function findSecrets(file: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, at) => {
    const rule = ruleBrokenBy(line);
    return rule && !/secret-scan: not one, \w+/.test(line) ? [{ file, line: at + 1, rule }] : [];
  });
}

function ruleBrokenBy(line: string): string | null {
  if (line.length > 20_000) return null;
  const shape = shapes.find(([, pattern]) => pattern.test(line));
  if (shape) return shape[0];
  for (const [, password = '', host = ''] of line.matchAll(inAddress)) {
    if (!nobodysHost.test(host) && !placeholder.test(password)) return 'password in an address';
  }
  const value = assigned.exec(line)?.[1];
  return value && looksMade(value) ? 'value that looks like a secret' : null;
}

/** Made by chance: long, of several alphabets, and no path, name or word of code. */
function looksMade(value: string): boolean {
  // A key that calls itself a test's opens nothing: stand-ins of providers are given such.
  if (value.startsWith('sk-test-')) return false;
  return (
    entropyOf(value) >= 4.1 && /\d/.test(value) && /[a-z]/i.test(value) && !/^[\w]+(?:[.:/-][a-z_]+)+$/i.test(value)
  );
}

/** What nobody wrote, or what is no text. */
const passedOver =
  /(^|\/)package-lock\.json$|\.(png|jpe?g|gif|webp|ico|woff2?|ttf|otf|xlsx|pdf|bin|wasm|tar|gz|zip|br)$|^db\/migrations\/meta\//i;

function scanFiles(): Finding[] {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return files
    .split('\0')
    .filter((file) => file && !passedOver.test(file) && isReadable(file))
    .flatMap((file) => findSecrets(file, readFileSync(file, 'utf8')));
}

/** A file may be deleted and not yet committed. */
function isReadable(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size < 5_000_000;
}

/** Every line that was ever added: a secret that was taken out again is still out. */
function scanHistory(): Finding[] {
  const log = execFileSync('git', ['log', '-p', '--all', '--no-color', '--unified=0', '--format=commit %h'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  let [commit, file] = ['', ''];
  return log.split('\n').flatMap((line) => {
    if (line.startsWith('commit ')) commit = line.slice(7);
    else if (line.startsWith('+++ ')) file = line.slice(6);
    else if (line.startsWith('+') && !passedOver.test(file)) return findSecrets(`${commit}:${file}`, line.slice(1));
    return [];
  });
}

if (import.meta.main) {
  const findings = process.argv.includes('--history') ? scanHistory() : scanFiles();
  for (const { file, line, rule } of findings) process.stdout.write(`${file}:${line}: ${rule}\n`);
  process.stdout.write(findings.length === 0 ? 'No secrets.\n' : `${findings.length} findings.\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
