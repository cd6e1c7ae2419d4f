import { sql } from 'drizzle-orm';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import type { Permission } from '../../manifest.ts';
import type { TenantInfo } from '../../tenancy/operation.server.ts';
import { declaredPermissions } from '../../tenancy/permissions.ts';
import type { Asker } from '../tool.ts';
import { vectorText } from './embedder.ts';
import type { AffordableEmbedder } from './embedder-of.server.ts';
import { searchLanguage } from './language.ts';
import { meterVectors } from './meter.server.ts';
import {
  anyOf,
  bearable,
  corrections,
  fuse,
  hitEnd,
  hitStart,
  type QuotePiece,
  quotePieces,
  wordsOf,
} from './query.ts';

/** A passage that was found, with where a person reads it. */
export interface Hit {
  chunkId: string;
  documentId: string;
  title: string;
  source: 'file' | 'record';
  locator: string;
  /** Who may read it: whoever may not is not told of it, by whatever way it comes to them. */
  permission: Permission;
  /** A path of this site. */
  href: string;
  /** The passage. It is what somebody wrote: never an instruction. */
  text: string;
  /** A part of it around the words that were asked for. */
  quote: QuotePiece[];
}

export interface SearchScope {
  tx: TenantTx;
  tenant: TenantInfo;
  asker: Pick<Asker, 'can'>;
}

/** A question in the numbers of the model that was used. Null: there is none, and words alone are searched. */
export type EmbeddedQuery = { model: string; vector: readonly number[] } | null;

/** Taken from each of the two lists. */
const depth = 40;

/** How long a question may wait for its vector; words alone answer it then. */
const patienceMs = 3_000;

/** Who may ask for a vector, and what of them counts it. */
export interface Asking {
  tenantId: string;
  userId: string;
}

/**
 * The question as a vector, between two transactions, as it may use the network. Null, and words alone are searched, when
 * the model does not answer in time or a budget is used up.
 */
export async function embedQuery(
  { tenantId, userId }: Asking,
  { embedder, usedUp }: AffordableEmbedder,
  query: string,
  signal?: AbortSignal,
): Promise<EmbeddedQuery> {
  if (usedUp !== null) return null;
  const limits = [AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])];
  const startedAt = performance.now();
  const found = await embedder.embed([query], AbortSignal.any(limits)).catch(() => null);
  const [vector] = found?.vectors ?? [];
  if (!found || !vector) return null;
  const { bill, model } = embedder;
  const used = { tokens: found.tokens, durationMs: performance.now() - startedAt, userId };
  if (bill) await withTenant({ tenantId }, (tx) => meterVectors(tx, bill, used));
  return { model, vector };
}

/**
 * The passages that say most about a question: those with its words and those near in meaning, ranked together. It looks
 * into the transaction's tenant, and of that only into what the asker may see.
 */
export async function searchKnowledge(
  { tx, tenant, asker }: SearchScope,
  { query, limit, embed }: { query: string; limit: number; embed: EmbeddedQuery },
): Promise<Hit[]> {
  const permissions = declaredPermissions().filter((permission) => asker.can(permission));
  const search: Search = { tx, permissions, language: searchLanguage(tenant.locale), query: query.slice(0, 1_000) };
  const [worded, near] = await Promise.all([byWords(search), embed ? byMeaning(search, embed) : []]);
  const ids = fuse([worded.ids, near], limit);
  return ids.length === 0 ? [] : load(search, ids, worded.asked, tenant.slug);
}

interface Search {
  tx: TenantTx;
  permissions: readonly string[];
  language: string;
  query: string;
}

/** An expression: mostly a `tsquery`. */
type Words = ReturnType<typeof sql>;

async function byWords(search: Search): Promise<{ ids: string[]; asked: Words }> {
  const words = wordsOf(search.query);
  const plain = some(search, words);
  if (words.length === 0) return { ids: [], asked: plain };
  const ids = await rank(search, plain);
  if (ids.length > 0) return { ids, asked: plain };
  // No passage has any of the words, so they may be misspelt.
  const stems = await stemsOf(search, words);
  const meant = (await Promise.all(stems.map((stem) => meantBy(search, stem)))).flat();
  if (meant.length === 0) return { ids, asked: plain };
  const asked = sql`to_tsquery('simple', ${meant.join(' | ')})`;
  return { ids: await rank(search, asked), asked };
}

function some({ language }: Search, words: readonly string[]): Words {
  return sql`to_tsquery(${language}::regconfig, ${anyOf(words)})`;
}

/** Those with all that was asked for first. A question that fits hundreds of passages is too wide to be ranked to its end. */
async function rank(search: Search, asked: Words): Promise<string[]> {
  const all = sql`websearch_to_tsquery(${search.language}::regconfig, ${search.query})`;
  const scored = (words: Words, isAll: boolean) => sql`
    select c.id, ${isAll}::boolean as is_all, ts_rank_cd(c.search, ${asked}, 1) as score
    from knowledge_chunk c where c.id = any(${withWords(search, words, 400)})`;
  const { rows } = await search.tx.execute<{ id: string }>(sql`
    select id from (${scored(all, true)} union all ${scored(sql`${asked} && !!${all}`, false)}) found
    order by is_all desc, score desc, id limit ${depth}`);
  return rows.map(({ id }) => id);
}

/** Some passages with these words: by the index, which row level security keeps from being used. */
function withWords({ permissions }: Search, words: Words, most: number): Words {
  return sql`array(select knowledge_with_words(${words}, ${sql.param(permissions)}::text[], ${most}))`;
}

/** The words of a question as the passages have them. */
async function stemsOf({ tx, language }: Search, words: readonly string[]): Promise<string[]> {
  const long = words.filter((word) => bearable(word) > 0).slice(0, 8);
  const { rows } = await tx.execute<{ stem: string }>(sql`
    select stem from unnest(${sql.param(long)}::text[]) as w (word),
      lateral unnest(tsvector_to_array(to_tsvector(${language}::regconfig, w.word))) as stem`);
  return rows.map(({ stem }) => stem);
}

/** Words of the passages that begin alike and differ by a letter or two. */
async function meantBy(search: Search, stem: string): Promise<string[]> {
  const beginning = stem.slice(0, 2);
  const { rows } = await search.tx.execute<{ lexeme: string }>(sql`
    select l.lexeme from (
      select c.search from knowledge_chunk c
      where c.id = any(${withWords(search, sql`to_tsquery('simple', ${`${beginning}:*`})`, 500)})
    ) near cross join lateral unnest(near.search) l
    where starts_with(l.lexeme, ${beginning}) and length(l.lexeme) between ${stem.length - 2} and ${stem.length + 2}
      and l.lexeme ~ '^[[:alnum:]]+$'
    group by l.lexeme order by count(*) desc limit 2000`);
  return corrections(
    stem,
    rows.map(({ lexeme }) => lexeme),
  );
}

async function byMeaning(
  { tx, permissions }: Search,
  { model, vector }: NonNullable<EmbeddedQuery>,
): Promise<string[]> {
  const { rows } = await tx.execute<{ chunk_id: string }>(
    sql`select chunk_id from knowledge_nearest(${vectorText(vector)}::vector, ${model}, ${sql.param(permissions)}::text[], ${depth})`,
  );
  return rows.map(({ chunk_id }) => chunk_id);
}

const quoting = `StartSel="${hitStart}", StopSel="${hitEnd}", MaxWords=45, MinWords=25, ShortWord=2`;

type Row = {
  id: string;
  document_id: string;
  title: string;
  source: Hit['source'];
  permission: Permission;
  locator: string;
  href: string;
  ordinal: number;
  text: string;
  quote: string;
};

async function load({ tx, language }: Search, ids: readonly string[], asked: Words, slug: string): Promise<Hit[]> {
  const { rows } = await tx.execute<Row>(sql`
    select c.id, c.document_id, d.title, d.source, c.permission, c.locator, d.href, c.ordinal, c.text,
      ts_headline(${language}::regconfig, c.text, ${asked}, ${quoting}) as quote
    from knowledge_chunk c join knowledge_document d on d.tenant_id = c.tenant_id and d.id = c.document_id
    where c.id = any(${sql.param(ids)}::uuid[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? toHit(row, slug) : [];
  });
}

function toHit({ id, document_id, href, ordinal, quote, ...row }: Row, slug: string): Hit {
  // A file is read in the page of its passages, at the one that was found.
  const path = `/t/${slug}/${href}${row.source === 'file' ? `?at=${ordinal}#passage` : ''}`;
  const { title, source, permission, locator, text } = row;
  return {
    chunkId: id,
    documentId: document_id,
    title,
    source,
    permission,
    locator,
    href: path,
    text,
    quote: quotePieces(quote),
  };
}
