import type { Tool } from './tool.ts';

/** More than any tool is called with: the longest are lists of rooms. */
const maxCharacters = 200_000;

/** A tool's input, or why it is none in words that a model can mend it by. */
export type Parsed = { ok: true; value: unknown } | { ok: false; problem: string };

/** The JSON text that a model called a tool with. Nothing at all is an empty object. */
export function readJson(text: string): Parsed {
  if (text.length > maxCharacters) return { ok: false, problem: 'The input is too long.' };
  try {
    return { ok: true, value: text.trim() === '' ? {} : JSON.parse(text) };
  } catch {
    return { ok: false, problem: 'The input is not JSON.' };
  }
}

/** What the tool's schema makes of a value. Nothing that the schema does not know gets through. */
export function parseInput(tool: Tool, value: unknown): Parsed {
  if (hasNull(value)) return { ok: false, problem: 'The input holds a null character, which no text has.' };
  const result = tool.input.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues.slice(0, 5).map(({ path, message }) => {
    const field = path.map(String).join('.');
    return field === '' ? message : `${field}: ${message}`;
  });
  return { ok: false, problem: problems.join(' ') };
}

/** PostgreSQL stores no such character, in no kind of text. */
function hasNull(value: unknown): boolean {
  // An even number of backslashes before it are backslashes of the text.
  return /(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(value) ?? '');
}
