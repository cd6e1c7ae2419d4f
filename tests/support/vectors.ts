import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '#db/client.server.ts';
import { EMBEDDING_DIMENSIONS } from '#db/schema/knowledge.ts';

/** Vectors as models make them: topics in a space of few dimensions, with noise over all of them. */
export interface MadeUpVectors {
  /** As the database reads it. */
  next(): string;
}

const topics = 60;
const inner = 24;

/** The same seed gives the same vectors. */
export function madeUpVectors(seed: number): MadeUpVectors {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 4_294_967_297;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const many = (count: number) => Float64Array.from({ length: count }, normal);
  const axes = Array.from({ length: inner }, () => many(EMBEDDING_DIMENSIONS));
  const centres = Array.from({ length: topics }, () => many(inner));
  return {
    next() {
      const centre = centres[Math.floor(uniform() * topics)] ?? many(inner);
      const vector = many(EMBEDDING_DIMENSIONS);
      for (const [at, axis] of axes.entries()) {
        const weight = (centre[at] ?? 0) + 0.7 * normal();
        for (let place = 0; place < axis.length; place += 1)
          vector[place] = (vector[place] ?? 0) + weight * (axis[place] ?? 0);
      }
      return `[${Array.from(vector, (value) => value.toFixed(4)).join(',')}]`;
    },
  };
}

/**
 * Does what fills the table of passages, and builds its index afterwards, as a database that is restored does: row by row
 * that takes twenty times as long.
 */
export async function indexedAfterwards(
  database: Pick<Database, 'execute' | 'pool'>,
  fill: () => Promise<void>,
): Promise<void> {
  await database.execute('drop index knowledge_chunk_nearness_idx');
  await fill();
  const connection = await database.pool.acquire();
  try {
    // A request has no minute to wait; this has.
    await connection.client.query('set statement_timeout = 0');
    await connection.client.query(`set maintenance_work_mem = '256MB'`);
    await connection.client.query(
      `create index knowledge_chunk_nearness_idx on knowledge_chunk
       using hnsw ((embedding::halfvec(${EMBEDDING_DIMENSIONS})) halfvec_cosine_ops)`,
    );
    await connection.client.query('vacuum analyze knowledge_chunk');
    await connection.client.query('reset all');
  } finally {
    database.pool.release(connection);
  }
}

const words =
  'ceiling wall trim primer enamel satin eggshell lead deposit balance mildew caulk stain fence deck siding gutter colour ladder scaffold permit client terms warranty weather'.split(
    ' ',
  );

/** Passages with vectors and words, as the owner of the database: fifty to a document; every fiftieth is for admins alone. */
export async function fillWithVectors(
  database: Pick<Database, 'execute'>,
  tenantId: string,
  vectors: MadeUpVectors,
  count: number,
): Promise<void> {
  for (let from = 0; from < count; from += 50) {
    const documentId = randomUUIDv7();
    await database.execute(
      `insert into knowledge_document (tenant_id, id, title, source, href, permission, status)
       values ($1, $2, 'Made up', 'file', 'assistant/documents/made-up', 'tenant:read', 'ready')`,
      [tenantId, documentId],
    );
    const size = Math.min(50, count - from);
    const texts = Array.from({ length: size }, (_, at) => textOf(from + at));
    await database.execute(
      `insert into knowledge_chunk (tenant_id, id, document_id, ordinal, text, permission, search, embedding_model, embedding)
       select $1, r.id, $2, r.place, r.body, case when r.place = 49 then 'tenant:admin' else 'tenant:read' end,
         to_tsvector('english', r.body), 'made-up', r.vector::vector
       from unnest($3::uuid[], $4::text[], $5::text[]) with ordinality as r (id, body, vector, number),
         lateral (select r.number::integer - 1 as place) p`.replaceAll('r.place', 'p.place'),
      [tenantId, documentId, texts.map(() => randomUUIDv7()), texts, texts.map(() => vectors.next())],
    );
  }
}

function textOf(number: number): string {
  const told = [1, 7, 13].map((step) => words[(number * step + (number >> 4)) % words.length]);
  // Few words are frequent and many are rare, as in any language.
  const others = Array.from(
    { length: 110 },
    (_, at) => `w${Math.floor(3_000 ** (((number * 31 + at * 17) % 101) / 100))}x${at % 3}`,
  );
  return `Passage ${number}: ${told.join(' ')} ${others.join(' ')}.`;
}
