import { z } from 'zod';
import { requireDocument } from '../ai/knowledge/document-kind.ts';
import { getDocumentFile } from '../ai/knowledge/documents.server.ts';
import { fileResponse } from '../files/file.server.ts';
import { fileLoader, tenantLoader } from '../tenancy/gate.server.ts';
import { idSchema } from '../values/id-schema.ts';

const read = tenantLoader(
  { permission: 'tenant:read', params: z.object({ tenant: z.string(), document: idSchema }) },
  ({ tx, member, params }) => getDocumentFile(tx, member, params.document),
);

/** `GET /t/:tenant/assistant/documents/:document/file`: the file as it was added, to keep. */
export const loader = fileLoader(read, async ({ name, bytes }) =>
  fileResponse({ name, kind: requireDocument(bytes, name), body: bytes }),
);
