/** One value of a tool's input that a person may change. */
export interface InputField {
  /** Where it stands, as JSON text of the keys on the way there. */
  path: string;
  /** Such as `Rooms 2, width`. */
  label: string;
  value: string | number | boolean;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const most = 60;

/** The single values of an input, in its own order. Ids, and the words that a value was read from, stay as they are. */
export function fieldsOf(input: unknown): InputField[] {
  const fields: InputField[] = [];
  const visit = (value: Json, keys: readonly string[]) => {
    if (value === null || fields.length >= most || isId(value)) return;
    if (typeof value !== 'object') fields.push({ path: JSON.stringify(keys), label: labelOf(keys), value });
    else for (const [key, inner] of Object.entries(value)) if (key !== 'because') visit(inner, [...keys, key]);
  };
  visit((input ?? null) as Json, []); // it came as JSON
  return fields;
}

/** Copies the input with other values in it. What was a number must be written as one. */
export function withFields(
  input: unknown,
  typed: ReadonlyMap<string, string>,
): { input: unknown } | { wrong: string; path: string } {
  const copy: Json = structuredClone(input as Json); // it came as JSON
  for (const { path, label, value } of fieldsOf(input)) {
    const text = typed.get(path);
    if (text === undefined || text === String(value)) continue;
    const next = parsedLike(value, text);
    if (next === undefined) return { path, wrong: `${label} is a number, such as ${value}.` };
    const keys: string[] = JSON.parse(path);
    put(copy, keys, next);
  }
  return { input: copy };
}

function put(into: Json, keys: readonly string[], value: Json): void {
  const [last = '', ...before] = keys.toReversed();
  // The keys were read from this very value.
  const holder = before.reduceRight<Json>((at, key) => (at as { [key: string]: Json })[key] ?? null, into);
  (holder as { [key: string]: Json })[last] = value;
}

function parsedLike(before: string | number | boolean, text: string): Json | undefined {
  if (typeof before === 'string') return text;
  if (typeof before === 'boolean') return text === 'true';
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

function isId(value: Json): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
}

/** `['rooms', '1', 'ceilingCoats']` is `Rooms 2, ceiling coats`. */
function labelOf(keys: readonly string[]): string {
  const words = keys.reduce((said, key) => {
    // A value beside the words that it was read from.
    if (key === 'value' && said !== '') return said;
    if (/^\d+$/.test(key)) return `${said} ${Number(key) + 1}`;
    const word = key
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase();
    return said === '' ? word : `${said}, ${word}`;
  }, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
