import type { Intent } from './intent.ts';
import { asking, rest } from './said.ts';

const people = new Set([...asking, 'member', 'team', 'colleague', 'user', 'person', 'staff']);

const listMembers: Intent = {
  tool: 'platform_list_members',
  example: 'Who is on the team?',
  words: ['member', 'team', 'colleague'],
  recognise(said) {
    if (!said.has('member', 'team', 'colleague')) return null;
    const query = said.quoted[0]?.text ?? rest(said, people);
    return { confidence: 0.6, input: query ? { query } : {} };
  },
};

/** What the built-in model understands of the tools that every business has. */
export const platformIntents: readonly Intent[] = [listMembers];
