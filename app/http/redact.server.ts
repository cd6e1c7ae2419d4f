/** Names of fields whose value is a secret or names a person, whatever it is. */
const secretName =
  /pass(word|wd|phrase)|secret|token|cookie|authorization|api[-_]?key|private[-_]?key|session|csrf|credential|otp|recovery|signature/i;
const personalName = /^(e[-_]?mail|phone|mobile|first[-_]?name|last[-_]?name|full[-_]?name|birth\w*|ssn)$/i;

/**
 * Secrets and persons inside of text, in the order in which they are replaced. Every repetition is bounded or cannot
 * begin again inside itself: whoever writes what is logged must not be able to make this slow.
 */
const patterns: [RegExp, string | ((found: string) => string)][] = [
  // postgres://user:password@host
  [/(:\/\/)[^/\s:@]{0,100}:[^/\s@]{0,200}@/g, '$1[secret]@'],
  [/\b(Bearer|Basic|Digest)\s+[\w.~+/=-]+/gi, '$1 [secret]'],
  [/\beyJ[\w-]+\.[\w.-]*/g, '[secret]'],
  [/((?:token|secret|password|session|csrf|signature|api[-_]?key)[\w-]{0,40}=)[^&;\s"']+/gi, '$1[secret]'],
  [/([?&;\s](?:code|state|key|sig|email)=)[^&;\s"']+/gi, '$1[secret]'],
  [/[\w.!#$%&*+=?^`{|}~’-]{1,64}(?:@|%40)[\p{L}\d][\p{L}\d.-]*/giu, '[email]'],
  // Tokens of links, sessions and keys, and hashes: nothing that a person would write is this long without a gap.
  [/[\w-]{40,}/g, (found) => (/\d/.test(found) ? '[secret]' : found)],
];

const maxDepth = 6;
const maxItems = 100;
const maxLength = 8_000;

/** A copy of what is to be logged, without secrets and personal data. Never throws and never goes on for ever. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= maxDepth) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redact(item, depth + 1));
  if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
    return redactFields([...value], depth);
  }
  if (value instanceof URL) return redactText(value.href);
  return redactFields(Object.entries(value), depth);
}

/** Text without secrets and addresses of people. */
export function redactText(text: string): string {
  return patterns.reduce(
    (rest, [pattern, instead]) =>
      typeof instead === 'string' ? rest.replace(pattern, instead) : rest.replace(pattern, instead),
    text.slice(0, maxLength),
  );
}

function redactFields(fields: [unknown, unknown][], depth: number): Record<string, unknown> {
  return Object.fromEntries(
    fields.slice(0, maxItems).map(([key, value]) => {
      const name = String(key);
      if (secretName.test(name)) return [name, '[secret]'];
      if (personalName.test(name)) return [name, '[personal]'];
      return [redactText(name), redact(value, depth + 1)];
    }),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...own } = error;
  return {
    ...redactFields(Object.entries(own), depth),
    type: error.constructor?.name ?? name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: redact(error.cause, depth + 1) }),
  };
}
