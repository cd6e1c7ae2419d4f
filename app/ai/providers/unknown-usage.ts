import type { LanguageModelV4Usage } from '@ai-sdk/provider';

/** Of an answer whose provider did not say what it took. It took something: whoever counts it estimates. */
export const unknownUsage: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};
