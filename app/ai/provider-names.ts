import type { Provider } from './models.ts';

/** How providers are written. */
export const providerNames: Record<Provider, string> = {
  'built-in': 'Candlefish',
  anthropic: 'Anthropic',
  openai: 'OpenAI',
  together: 'Together',
  fireworks: 'Fireworks',
};
