/**
 * Wraps what somebody else may have written, so that a model can tell it from what it is asked. Whatever
 * in it looks like a beginning or an end of the wrapping is broken up.
 */
export function asData(kind: string, text: string): string {
  return `<data kind="${attribute(kind)}">\n${text.replace(/<(?=\s*\/?\s*data\b)/gi, '<\u200b')}\n</data>`;
}

function attribute(text: string): string {
  return text
    .replace(/["<>&\s]+/g, ' ')
    .trim()
    .slice(0, 80);
}
