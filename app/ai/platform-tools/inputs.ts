import { z } from 'zod';

/** What the platform's own tools are called with, by their names. */
export const inputs = {
  platform_search: z.strictObject({
    query: z.string().trim().min(2, { error: 'Look for two characters or more.' }).max(100),
  }),
  platform_list_members: z.strictObject({
    query: z.string().trim().max(100).optional().describe('Part of a name or an e-mail address.'),
  }),
  platform_show_usage: z.strictObject({
    days: z.int().min(1).max(90).default(14).describe('So many days back.'),
  }),
  platform_search_audit: z.strictObject({
    query: z.string().trim().max(100).optional().describe('Words in the action or in what changed.'),
    action: z.string().trim().max(100).optional().describe('An action such as member.suspended, or its first part.'),
    from: z.iso.date().optional().describe('The first day, such as 2026-05-01.'),
    to: z.iso.date().optional().describe('The last day.'),
  }),
};
