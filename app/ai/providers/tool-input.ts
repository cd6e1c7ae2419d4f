import { ModelFault } from '../model.ts';

/**
 * The text of a tool's input when it is complete. A tool without parameters is called with nothing, which is an empty object.
 * @throws ModelFault when it is half of a JSON text: the answer was cut off, and nobody may guess the rest.
 */
export function parsedInput(text: string, provider: string): string {
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw new ModelFault('broken', `${provider} did not finish what it wanted to do.`, { cause });
  }
}
