import { createHash, randomUUIDv7 } from 'node:crypto';
import { and, asc, count, desc, eq, inArray } from 'drizzle-orm';
import { knowledgeChunk, knowledgeDocument, storedFile, user } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { requireRoom } from '../../admin/quota.server.ts';
import { audit } from '../../audit/audit.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import { fileKinds } from '../../files/kinds.ts';
import { enqueue } from '../../jobs/job.server.ts';
import type { Permission } from '../../manifest.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { declaredPermissions } from '../../tenancy/permissions.ts';
import { requireDocument } from './document-kind.ts';
import { cleanText } from './passage.ts';
import { readJob } from './read-job.server.ts';

/** Who may find a document that was added. */
export const audiences = [
  { permission: 'tenant:read', label: 'Everybody in the business' },
  { permission: 'tenant:admin', label: 'Owners and admins' },
] as const satisfies readonly { permission: Permission; label: string }[];

export type Audience = (typeof audiences)[number]['permission'];

/** The member who does something with documents. */
export interface Keeper {
  userId: string;
  can(permission: Permission): boolean;
}

/**
 * Takes a file in; a job reads it after the commit. The same bytes for the same people are not kept twice.
 * @throws Refusal `unsupported` for what is no document, `forbidden` for an audience that one does not belong to oneself,
 * `too-large` when the business has no room left
 */
export async function addDocument(
  ctx: OperationContext,
  keeper: Keeper,
  { name, bytes, audience }: { name: string; bytes: Uint8Array; audience: Audience },
): Promise<{ id: string; isNew: boolean }> {
  const kind = requireDocument(bytes, name);
  if (!keeper.can(audience)) throw new Refusal('forbidden', 'Only who may find a document can add it for others.');
  const { tx, actor, now } = ctx;
  const title = titleOf(name);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const twin = await findTwin(tx, sha256, audience);
  if (twin) return { id: twin, isNew: false };
  await requireRoom(tx, bytes.byteLength);
  const [file] = await tx
    .insert(storedFile)
    .values({
      name: title,
      mediaType: fileKinds[kind].mediaType,
      size: bytes.byteLength,
      sha256,
      bytes,
      createdBy: actor.userId,
      createdAt: now,
    })
    .returning({ id: storedFile.id });
  if (!file) throw new Error('The file was not stored.');
  const id = randomUUIDv7();
  const href = `assistant/documents/${id}`;
  await tx
    .insert(knowledgeDocument)
    .values({ id, title, source: 'file', fileId: file.id, href, permission: audience, addedBy: actor.userId });
  await enqueue(tx, readJob, { documentId: id });
  await audit(ctx, {
    action: 'document.added',
    subjectType: 'document',
    subjectId: id,
    after: { title, audience, size: bytes.byteLength },
  });
  return { id, isNew: true };
}

/** A name as it is shown: without a path, signs that turn others around, or line ends. */
function titleOf(name: string): string {
  const last = cleanText(name.split(/[\\/]/).at(-1) ?? '').replaceAll('\n', ' ');
  return last.slice(0, 200).toWellFormed() || 'Document';
}

async function findTwin(tx: TenantTx, sha256: string, audience: string): Promise<string | undefined> {
  const [twin] = await tx
    .select({ id: knowledgeDocument.id })
    .from(knowledgeDocument)
    .innerJoin(storedFile, eq(storedFile.id, knowledgeDocument.fileId))
    .where(
      and(
        eq(storedFile.sha256, sha256),
        eq(knowledgeDocument.source, 'file'),
        eq(knowledgeDocument.permission, audience),
      ),
    )
    .limit(1);
  return twin?.id;
}

const pageSize = 50;

/** Documents that were added, of those that the member may find, the newest first; and how many records are searched too. */
export async function listDocuments(tx: TenantTx, keeper: Keeper, page: number) {
  const seen = inArray(knowledgeDocument.permission, mayFind(keeper));
  const files = and(eq(knowledgeDocument.source, 'file'), seen);
  const [rows, total, records] = await Promise.all([
    tx
      .select({
        id: knowledgeDocument.id,
        title: knowledgeDocument.title,
        permission: knowledgeDocument.permission,
        status: knowledgeDocument.status,
        problem: knowledgeDocument.problem,
        chunkCount: knowledgeDocument.chunkCount,
        addedBy: knowledgeDocument.addedBy,
        addedByName: user.name,
        createdAt: knowledgeDocument.createdAt,
        size: storedFile.size,
      })
      .from(knowledgeDocument)
      .innerJoin(storedFile, eq(storedFile.id, knowledgeDocument.fileId))
      .leftJoin(user, eq(user.id, knowledgeDocument.addedBy))
      .where(files)
      .orderBy(desc(knowledgeDocument.createdAt), desc(knowledgeDocument.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    tx.$count(knowledgeDocument, files),
    tx.$count(knowledgeDocument, and(eq(knowledgeDocument.source, 'record'), seen)),
  ]);
  const documents = rows.map((row) => ({ ...row, mayChange: mayChange(keeper, row) }));
  return { documents, total, records, pageCount: Math.max(1, Math.ceil(total / pageSize)) };
}

/** Passages of a page of a document. */
const passagesOfPage = 40;

/** What a document says, from the passage on that is asked for; not there for whoever may not find it. */
export async function getDocument(tx: TenantTx, keeper: Keeper, id: string, at: number) {
  const document = await findOwn(tx, keeper, id);
  const from = Math.max(0, Math.floor(at / passagesOfPage) * passagesOfPage);
  const [passages, [file], [waiting]] = await Promise.all([
    tx
      .select({ ordinal: knowledgeChunk.ordinal, locator: knowledgeChunk.locator, text: knowledgeChunk.text })
      .from(knowledgeChunk)
      .where(eq(knowledgeChunk.documentId, id))
      .orderBy(asc(knowledgeChunk.ordinal))
      .limit(passagesOfPage)
      .offset(from),
    tx
      .select({ name: storedFile.name, size: storedFile.size })
      .from(storedFile)
      .where(eq(storedFile.id, document.fileId ?? id)),
    tx
      .select({ count: count() })
      .from(knowledgeChunk)
      .where(and(eq(knowledgeChunk.documentId, id))),
  ]);
  return { document, file, passages, from, total: waiting?.count ?? 0, pageSize: passagesOfPage };
}

/** The file of a document, to keep. */
export async function getDocumentFile(tx: TenantTx, keeper: Keeper, id: string) {
  const document = await findOwn(tx, keeper, id);
  const [file] = await tx
    .select()
    .from(storedFile)
    .where(eq(storedFile.id, document.fileId ?? id));
  if (!file) throw notFound('document');
  return file;
}

/** @throws Refusal forbidden for somebody else's document, unless one runs the business */
export async function removeDocument(ctx: OperationContext, keeper: Keeper, id: string): Promise<{ title: string }> {
  const { title, fileId } = await requireChangeable(ctx.tx, keeper, id);
  await ctx.tx.delete(knowledgeDocument).where(eq(knowledgeDocument.id, id));
  if (fileId) await ctx.tx.delete(storedFile).where(eq(storedFile.id, fileId));
  await audit(ctx, { action: 'document.removed', subjectType: 'document', subjectId: id, before: { title } });
  return { title };
}

/** Reads a document once more. */
export async function retryDocument(ctx: OperationContext, keeper: Keeper, id: string): Promise<void> {
  await requireChangeable(ctx.tx, keeper, id);
  await ctx.tx.update(knowledgeDocument).set({ status: 'waiting', problem: null }).where(eq(knowledgeDocument.id, id));
  await enqueue(ctx.tx, readJob, { documentId: id });
}

/** Says who may find a document: its passages with it, at once. */
export async function openDocumentTo(
  ctx: OperationContext,
  keeper: Keeper,
  { id, audience }: { id: string; audience: Audience },
): Promise<void> {
  const before = await requireChangeable(ctx.tx, keeper, id);
  if (!keeper.can(audience)) throw new Refusal('forbidden', 'You cannot hide a document from yourself.');
  await ctx.tx.update(knowledgeDocument).set({ permission: audience }).where(eq(knowledgeDocument.id, id));
  await ctx.tx.update(knowledgeChunk).set({ permission: audience }).where(eq(knowledgeChunk.documentId, id));
  await audit(ctx, {
    action: 'document.opened_to',
    subjectType: 'document',
    subjectId: id,
    before: { audience: before.permission },
    after: { audience },
  });
}

function mayFind(keeper: Keeper): Permission[] {
  return declaredPermissions().filter((permission) => keeper.can(permission));
}

async function findOwn(tx: TenantTx, keeper: Keeper, id: string) {
  const [document] = await tx
    .select()
    .from(knowledgeDocument)
    .where(
      and(
        eq(knowledgeDocument.id, id),
        eq(knowledgeDocument.source, 'file'),
        inArray(knowledgeDocument.permission, mayFind(keeper)),
      ),
    );
  if (!document) throw notFound('document');
  return document;
}

async function requireChangeable(tx: TenantTx, keeper: Keeper, id: string) {
  const document = await findOwn(tx, keeper, id);
  await tx
    .select({ id: knowledgeDocument.id })
    .from(knowledgeDocument)
    .where(eq(knowledgeDocument.id, id))
    .for('update');
  if (mayChange(keeper, document)) return document;
  throw new Refusal('forbidden', 'Somebody else added this document. They, or an owner or admin, can change it.');
}

/** What one has added oneself, or anything for who runs the business. */
function mayChange(keeper: Keeper, { addedBy }: { addedBy: string | null }): boolean {
  return keeper.can('tenant:admin') || (keeper.can('knowledge:add') && addedBy === keeper.userId);
}
