import { createHash } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { chatAttachment, storedFile } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { requireRoom } from '../../admin/quota.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import { requireKind } from '../../files/file.server.ts';
import { type FileKind, fileKinds, pictureKinds } from '../../files/kinds.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { openConversation } from './access.server.ts';
import { storableText } from './parts.ts';

/** What may be given to a conversation. */
const taken = [...pictureKinds, 'pdf', 'xlsx', 'docx', 'text'] as const satisfies readonly FileKind[];

/** Files that lie in a conversation's box and were not sent. */
const maxWaiting = 20;

export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  size: number;
}

/**
 * Keeps a file that somebody gives to a conversation. What it is, its bytes say.
 * @throws Refusal not-found, forbidden, unsupported, too-large, conflict
 */
export async function attach(
  { tx }: OperationContext,
  userId: string,
  conversationId: string,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<Attachment> {
  await openConversation(tx, userId, conversationId, 'write', { lock: true });
  const kind = requireKind(bytes, taken);
  const waiting = await tx.$count(
    chatAttachment,
    and(eq(chatAttachment.conversationId, conversationId), isNull(chatAttachment.messageId)),
  );
  if (waiting >= maxWaiting)
    throw new Refusal('conflict', 'Many files wait here already. Send or remove some of them.');
  await requireRoom(tx, bytes.length);
  const { mediaType } = fileKinds[kind];
  const size = bytes.length;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const plain = nameOf(name, kind);
  const [file] = await tx
    .insert(storedFile)
    .values({ name: plain, mediaType, size, sha256, bytes, createdBy: userId })
    .returning({ id: storedFile.id });
  if (!file) throw new Error('A file was not kept.');
  const [made] = await tx
    .insert(chatAttachment)
    .values({ conversationId, fileId: file.id, createdBy: userId })
    .returning({ id: chatAttachment.id });
  if (!made) throw new Error('An attachment was not made.');
  return { id: made.id, name: plain, mediaType, size };
}

/** The last part of a path, on one line, with nothing that a screen would hide. */
function nameOf(name: string, kind: FileKind): string {
  const last = storableText(name)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .split(/[/\\]/)
    .at(-1);
  return last?.trim().slice(0, 200).toWellFormed() || `file.${fileKinds[kind].extension}`;
}

/** Takes back a file that was not sent yet. */
export async function detach({ tx }: OperationContext, userId: string, id: string): Promise<void> {
  const [gone] = await tx
    .delete(chatAttachment)
    .where(and(eq(chatAttachment.id, id), eq(chatAttachment.createdBy, userId), isNull(chatAttachment.messageId)))
    .returning({ fileId: chatAttachment.fileId });
  if (!gone) throw notFound('attachment');
  await tx.delete(storedFile).where(eq(storedFile.id, gone.fileId));
}

export interface AttachedFile {
  id: string;
  fileId: string;
  name: string;
  kind: FileKind;
  bytes: Uint8Array;
}

/** A file that was given to a conversation which this person may read. One that was not sent is its giver's alone. */
export async function openAttachment(tx: TenantTx, userId: string, id: string): Promise<AttachedFile> {
  const [found] = await tx.select().from(chatAttachment).where(eq(chatAttachment.id, id));
  if (!found) throw notFound('attachment');
  await openConversation(tx, userId, found.conversationId, 'read');
  if (found.messageId === null && found.createdBy !== userId) throw notFound('attachment');
  const [file] = await readFiles(tx, [id]);
  if (!file) throw notFound('attachment');
  return file;
}

/** The files of attachments, with their bytes. */
export async function readFiles(tx: TenantTx, ids: readonly string[]): Promise<AttachedFile[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({
      id: chatAttachment.id,
      fileId: storedFile.id,
      name: storedFile.name,
      mediaType: storedFile.mediaType,
      bytes: storedFile.bytes,
    })
    .from(chatAttachment)
    .innerJoin(storedFile, eq(storedFile.id, chatAttachment.fileId))
    .where(inArray(chatAttachment.id, [...ids]));
  return rows.flatMap(({ mediaType, ...row }) => {
    const kind = taken.find((one) => fileKinds[one].mediaType === mediaType);
    return kind ? { ...row, kind } : [];
  });
}
