import { z } from 'zod';
import { fileResponse } from '../../files/file.server.ts';
import { isFeatureOn } from '../../operator/features.server.ts';
import { openConversation } from '../conversation/access.server.ts';
import { toMarkdown } from '../conversation/export.ts';
import { sightOf } from '../conversation/opened.server.ts';
import { showBranch } from '../conversation/shown.server.ts';
import { readBranch } from '../conversation/tree.server.ts';
import { suggestionsFor } from '../prompts/suggestions.ts';
import { findTool } from '../registry.server.ts';
import { byId } from './conversations.server.ts';
import { assistantDoor } from './door.server.ts';

/** Messages that a file holds at most. */
const maxExported = 2_000;

const exported = assistantDoor({ method: 'GET', path: 'conversations/:id/export', params: byId }, async (args) => {
  const { tx, member, tenant, params, operation } = args;
  const { conversation } = await openConversation(tx, member.userId, params.id, 'read');
  const branch = await readBranch(tx, params.id, conversation.leafId, maxExported);
  const messages = await showBranch({ ...sightOf(args), tx, conversationId: params.id, now: operation.now }, branch);
  const { title } = conversation;
  const { locale, timeZone } = tenant;
  return () => fileResponse({ name: title, kind: 'markdown', body: toMarkdown({ title, messages, locale, timeZone }) });
});

const looked = z.object({ q: z.string().trim().max(100).catch('') });

/** Records that a person may mention, found as the command palette finds them. */
const mentions = assistantDoor(
  { method: 'GET', path: 'mentions', search: looked },
  async ({ tx, tenant, member, search, operation }) => {
    const tool = findTool('platform_search');
    const isOff = search.q.length < 2 || !isFeatureOn('search', tenant.id);
    if (isOff || tool?.effect !== 'read' || !member.can(tool.permission)) return { mentions: [] };
    const { userId, name, role, can } = member;
    const asker = { userId, name, role, can };
    const query = { query: search.q.toWellFormed().replaceAll('\0', '') };
    const found = await tool.run({ tx, tenant, asker, now: operation.now, conversationId: null }, query);
    const finding = typeof found === 'function' ? await found() : found;
    return { mentions: (finding.records ?? []).slice(0, 12) };
  },
);

const suggestions = assistantDoor(
  { method: 'GET', path: 'suggestions', search: z.object({ path: z.string().max(500).catch('') }) },
  async ({ member, tenant, search }) => {
    const place = search.path.replace(`/t/${tenant.slug}`, '').replace(/^\/+/, '');
    return { suggestions: suggestionsFor(place, member.can) };
  },
);

export const besideDoors = [exported, mentions, suggestions];
