import type { Intent } from '#app/ai/built-in/intent.ts';
import { asking, rest } from '#app/ai/built-in/said.ts';

const ignored = new Set([...asking, 'client', 'customer', 'contact', 'homeowner', 'archived']);

export const findClients: Intent = {
  tool: 'paintbox_find_clients',
  example: 'Find the client Ada Moss',
  words: ['client', 'customer', 'archived'],
  recognise(said) {
    if (!said.has('client', 'customer') || !said.has('find', 'show', 'search', 'list', 'which', 'look up')) return null;
    const query = said.quoted[0]?.text ?? rest(said, ignored);
    const input = { ...(query ? { query } : {}), ...(said.has('archived') ? { archived: true } : {}) };
    return { confidence: 0.7, input };
  },
};
