/** The model that is part of the product, as conversations and the table of models name it. */
export const BUILT_IN = { provider: 'built-in', modelId: 'candlefish-1' } as const;
