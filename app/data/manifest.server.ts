import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fromRoot } from '#db/root.server.ts';

export const archiveFormat = 'candlefish-archive';
export const archiveVersion = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

export const manifestSchema = z.object({
  format: z.literal(archiveFormat),
  version: z.number().int(),
  /** The newest migration of the database it was made from. */
  schema: count,
  madeAt: z.iso.datetime(),
  business: z.object({
    name: z.string().max(200),
    locale: z.string().max(35),
    timeZone: z.string().max(64),
    currency: z.string().length(3),
    units: z.enum(['imperial', 'metric']),
  }),
  auditHead: z.object({ seq: count, hash: sha256 }).nullable(),
  tables: z.array(
    z.object({
      name: z.string().max(63),
      file: z.string().max(300),
      columns: z.array(z.string().max(63)).max(500),
      rows: count,
      checksum: sha256,
    }),
  ),
  files: z.array(z.object({ path: z.string().max(1000), size: count, sha256 })),
});

export type Manifest = z.infer<typeof manifestSchema>;

export const memberListSchema = z.array(
  z.object({ userId: z.uuid(), name: z.string().max(500), email: z.string().max(320), role: z.string().max(20) }),
);

let known: number | undefined;

/** When the newest migration of this code was made: what has a later one comes from newer code. */
export function schemaVersion(): number {
  known ??= Math.max(
    ...journal
      .parse(JSON.parse(readFileSync(fromRoot('db/migrations/meta/_journal.json'), 'utf8')))
      .entries.map(({ when }) => when),
  );
  return known;
}

const journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

/** What a person reads first. */
export function readme(business: string, madeAt: Date): string {
  return `Everything of ${business} in Candlefish, as of ${madeAt.toISOString()}.

tables/NAME.jsonl   one row of the table NAME on each line, as JSON
tables/NAME.csv     the same rows for a spreadsheet; text that it would run as a formula has an apostrophe in front
files/ID/NAME       the files that were uploaded or made; ID is that of the row in tables/stored_file.jsonl
members.json        who belongs to the business
manifest.json       what is in here: rows and columns of each table, size and SHA-256 of each file

The checksum of a table in manifest.json is the sum of the SHA-256 of each line of its .jsonl file (UTF-8, without the line
end), modulo 2^256, written with 64 hexadecimal digits. It does not depend on the order of the lines.

Left out are what opens something (passwords, keys, links of quotes and invitations) and what only the machine needs
(waiting work, receipts). The place of each row of audit_entry in the chain is not exported; the end of the chain is
"auditHead" in the manifest.

Rows were read one batch after the other while people may have worked. A row is never without the row that it refers to.
Candlefish imports this archive into an empty business: Administration, Data.
`;
}
