import type { Suggestion } from '#app/ai/prompts/suggestions.ts';

/** Questions that are offered on the pages of Paintbox. */
export const suggestions: readonly Suggestion[] = [
  { at: '', text: 'Which quotes wait for an answer?', permission: 'paintbox:read' },
  { at: '', text: 'What did we win this year?', permission: 'paintbox:read' },
  { at: 'paintbox/estimates', text: 'Show me the latest estimates.', permission: 'paintbox:read' },
  {
    at: 'paintbox/estimates',
    text: 'Draft an estimate: two bedrooms 12x15x8, two coats on walls, one on ceilings.',
    permission: 'paintbox:write',
  },
  { at: 'paintbox/clients', text: 'Show me all clients.', permission: 'paintbox:read' },
  { at: 'paintbox/deals', text: 'Which deals are open?', permission: 'paintbox:read' },
  { at: 'paintbox/rates', text: 'What do we charge for an hour?', permission: 'paintbox:read' },
];
