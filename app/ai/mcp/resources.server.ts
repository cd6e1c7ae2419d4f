import {
  ErrorCode,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  McpError,
  type ReadResourceResult,
} from '@modelcontextprotocol/sdk/types.js';
import { type AskerScope, type Who, withAsker } from '../asker.server.ts';
import type { KnowledgeSource } from '../knowledge/source.ts';
import { findSource, knowledgeSources } from '../knowledge/sources.server.ts';

/*
 * Records as resources: candlefish://paintbox.client/<id>. What they say is what the search in words reads of them.
 */

const pageSize = 50;
const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readable({ asker }: Pick<AskerScope, 'asker'>): readonly KnowledgeSource[] {
  return knowledgeSources().filter(({ permission }) => asker.can(permission));
}

/** Records of every kind that the member may read, page by page; a cursor is a kind and the last id of it. */
export function listResources(who: Who, cursor: string | undefined): Promise<ListResourcesResult> {
  return withAsker(
    who,
    async ({ tx, tenant, asker }) => {
      const sources = readable({ asker });
      const [, kind = sources[0]?.recordType, after] = /^([\w.-]+)(?:\/([0-9a-f-]{36}))?$/.exec(cursor ?? '') ?? [];
      const at = sources.findIndex(({ recordType }) => recordType === kind);
      const source = sources[at];
      if (cursor !== undefined && !source) throw new McpError(ErrorCode.InvalidParams, 'This cursor leads nowhere.');
      if (!source) return { resources: [] };
      const rows = await source.list({ tx, tenantSlug: tenant.slug }, after ?? null, pageSize);
      const last = rows.at(-1);
      const next = sources[at + 1];
      const nextCursor = last && rows.length === pageSize ? `${source.recordType}/${last.id}` : next?.recordType;
      return {
        resources: rows.map(({ id, title }) => ({
          uri: `candlefish://${source.recordType}/${id}`,
          name: title,
          description: source.label,
          mimeType: 'text/plain',
        })),
        ...(nextCursor && { nextCursor }),
      };
    },
    { readOnly: true },
  );
}

export function listTemplates(who: Who): Promise<ListResourceTemplatesResult> {
  return withAsker(
    who,
    async ({ asker }) => ({
      resourceTemplates: readable({ asker }).map(({ recordType, label }) => ({
        uriTemplate: `candlefish://${recordType}/{id}`,
        name: label,
        mimeType: 'text/plain',
      })),
    }),
    { readOnly: true },
  );
}

/** One record. What is not there, not the member's and not of this business is the same answer. */
export function readResource(who: Who, uri: string): Promise<ReadResourceResult> {
  return withAsker(
    who,
    async ({ tx, tenant, asker }) => {
      const [, kind = '', id = ''] = /^candlefish:\/\/([\w.-]+)\/([^/?#]+)$/.exec(uri) ?? [];
      const source = findSource(kind);
      const mayRead = source && asker.can(source.permission) && idShape.test(id);
      const record = mayRead ? await source.find({ tx, tenantSlug: tenant.slug }, id) : null;
      // -32002 is what the protocol says for a resource that is not found.
      if (!record) throw new McpError(-32002, 'There is no such resource.');
      return { contents: [{ uri, mimeType: 'text/plain', text: `${record.title}\n\n${record.text}` }] };
    },
    { readOnly: true },
  );
}
