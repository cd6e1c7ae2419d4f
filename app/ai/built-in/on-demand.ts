import type { LanguageModel } from '../model.ts';
import type { Intent } from './intent.ts';
import { BUILT_IN } from './name.ts';
import { platformIntents } from './platform-intents.ts';

/** The built-in model with the intents of products before the platform's. What it reads dates with is loaded at the first question. */
export function builtInOnDemand(products: readonly Intent[]): LanguageModel {
  let loading: Promise<LanguageModel> | null = null;
  const loaded = () => {
    loading ??= import('./model.ts').then(({ builtInModel }) => builtInModel([...products, ...platformIntents]));
    return loading;
  };
  return {
    ...BUILT_IN,
    async *stream(call) {
      yield* (await loaded()).stream(call);
    },
  };
}
