// Makes app/auth/breached-passwords.bin from a list of breached passwords, one a line, the most common first:
//   node scripts/breached-passwords.ts 10_million_password_list_top_1M.txt
// (SecLists, github.com/danielmiessler/SecLists). Passwords that are too short anyway are left out.
import { readFileSync, writeFileSync } from 'node:fs';
import { fingerprint } from '../app/auth/breached.server.ts';
import { minPasswordLength } from '../app/auth/input.ts';

const [source] = process.argv.slice(2);
if (!source) throw new Error('Name the list to read.');
const long = readFileSync(source, 'utf8')
  .split('\n')
  .filter((word) => word.length >= minPasswordLength);
const prints = Uint32Array.from(new Set(long.map(fingerprint))).sort();
const bytes = Buffer.alloc(prints.length * 4);
for (const [at, print] of prints.entries()) bytes.writeUInt32BE(print, at * 4);
writeFileSync('app/auth/breached-passwords.bin', bytes);
process.stdout.write(`${prints.length} passwords, ${bytes.length} bytes\n`);
