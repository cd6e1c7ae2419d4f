import { z } from 'zod';
import { Refusal } from '../../errors/refusal.ts';
import { fileResponse } from '../../files/file.server.ts';
import { pictureKinds } from '../../files/kinds.ts';
import { maxFileBytes } from '../../http/body.server.ts';
import { attach, detach, openAttachment } from '../conversation/attachments.server.ts';
import { byId } from './conversations.server.ts';
import { assistantDoor } from './door.server.ts';

const give = assistantDoor(
  { method: 'POST', path: 'conversations/:id/attachments', params: byId, read: readFile },
  ({ operation, member, params, input }) => attach(operation, member.userId, params.id, input),
);

async function readFile(request: Request): Promise<{ name: string; bytes: Uint8Array }> {
  const form = await request.formData().catch(() => null);
  const file = form?.get('file');
  if (!(file instanceof File)) throw new Refusal('invalid', 'Send one file, in the field “file”.');
  if (file.size > maxFileBytes) throw new Refusal('too-large', 'A file may have up to 25 MB.');
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

const takeBack = assistantDoor(
  { method: 'DELETE', path: 'attachments/:id', params: byId },
  async ({ operation, member, params }) => {
    await detach(operation, member.userId, params.id);
    return { id: params.id };
  },
);

const fetched = assistantDoor(
  { method: 'GET', path: 'attachments/:id', params: byId, search: z.object({ shown: z.string().optional() }) },
  async ({ tx, member, params, search }) => {
    const { name, kind, bytes } = await openAttachment(tx, member.userId, params.id);
    const isShown = search.shown !== undefined && pictureKinds.some((picture) => picture === kind);
    return () => fileResponse({ name, kind, body: bytes, isShown });
  },
);

export const attachmentDoors = [give, takeBack, fetched];
