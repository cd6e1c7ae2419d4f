import '#app/registry.server.ts';
import { builtInModel } from '#app/ai/built-in/model.ts';
import { platformIntents } from '#app/ai/built-in/platform-intents.ts';
import type { LanguageModel } from '#app/ai/model.ts';
import { functionsOf, toolsFor } from '#app/ai/registry.server.ts';
import { registry } from '#app/registry.server.ts';
import { evaluate, type Verdict } from './evaluate.ts';
import { further, unlearned } from './further.ts';
import { heldOut } from './held-out.ts';
import { seen } from './seen.ts';
import { spoken } from './spoken.ts';

/** Every tool that there is, as somebody who may use them all is offered them. */
export const tools = functionsOf(toolsFor({ userId: 'u', name: 'Pat', role: 'owner', can: () => true }));

/** The built-in model with the intents of every product. */
export function builtIn(): LanguageModel {
  return builtInModel([...registry.manifests.flatMap(({ intents = [] }) => intents), ...platformIntents]);
}

export interface Half {
  name: string;
  verdicts: Verdict[];
  isShown: boolean;
}

/** Puts every request to a model, one after the other. `isAllShown`: what went wrong in the held-out half is told as well. */
export async function runEval(model: LanguageModel, isAllShown = false): Promise<Half[]> {
  const halves: Half[] = [];
  for (const [name, requests, isShown] of [
    ['seen', seen, true],
    ['held out', heldOut, isAllShown],
    ['spoken', spoken, isAllShown],
    ['further', further, isAllShown],
    ['unlearned', unlearned, isAllShown],
  ] as const) {
    const verdicts: Verdict[] = [];
    for (const request of requests) verdicts.push(await evaluate(model, tools, request));
    halves.push({ name, verdicts, isShown });
  }
  return halves;
}
