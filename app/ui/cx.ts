/** Joins class names, leaving out what is false or absent; undefined when none is left, so that no empty attribute is sent. */
export function cx(...parts: (string | false | null | undefined)[]): string | undefined {
  return parts.filter(Boolean).join(' ') || undefined;
}
