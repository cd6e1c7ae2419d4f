import { createHash } from 'node:crypto';
import type { Change } from './tool.ts';

/** What an approval is bound to: SHA-256, in hex, of the tool, what it is called with and all that it would change. */
export function fingerprintOf(found: { tool: string; input: unknown; changes: readonly Change[] }): string {
  return createHash('sha256')
    .update(canonical([found.tool, found.input, found.changes]))
    .digest('hex');
}

/** JSON in which equal values are equal text, whatever the order of their fields. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
