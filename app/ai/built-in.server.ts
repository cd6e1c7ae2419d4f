import type { LanguageModel } from './model.ts';

let declared: LanguageModel | null = null;

/** Called at start with the model that answers when no provider can be asked: it knows what the products' tools are asked for. */
export function declareBuiltInModel(model: LanguageModel): void {
  declared = model;
}

export function builtInModel(): LanguageModel | null {
  return declared;
}
