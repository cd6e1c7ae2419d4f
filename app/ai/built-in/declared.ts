import type { LanguageModel } from '../model.ts';
import type { Intent } from './intent.ts';
import { BUILT_IN } from './name.ts';
import { platformIntents } from './platform-intents.ts';

const declared: Intent[] = [];

/** The intents of a product, once, when the process starts. */
export function declareIntents(intents: readonly Intent[]): void {
  declared.push(...intents);
}

/** The built-in model with every intent that was declared: those of the products before the platform's. It is loaded when it is first asked. */
export const builtIn: LanguageModel = {
  ...BUILT_IN,
  async *stream(call) {
    yield* (await loaded()).stream(call);
  },
};

let model: Promise<LanguageModel> | null = null;

function loaded(): Promise<LanguageModel> {
  model ??= import('./model.ts').then(({ builtInModel }) => builtInModel([...declared, ...platformIntents]));
  return model;
}
