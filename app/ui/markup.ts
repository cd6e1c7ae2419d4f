/** HTML in which everything that came from outside is escaped. It is what React takes as `dangerouslySetInnerHTML`. */
export interface Markup {
  readonly __html: string;
}

type Value = string | number | Markup | readonly Markup[] | false | undefined;

/**
 * Writes HTML as text: for the body of a long list, where one text is drawn five times as fast as some hundred elements,
 * on the server and again in the browser. Values are escaped for element content and for attributes in double quotes,
 * the only two places where they may stand; another `html` text, or a list of them, goes in as it is.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = strings[0] ?? '';
  for (let at = 0; at < values.length; at += 1) text += written(values[at]) + (strings[at + 1] ?? '');
  return { __html: text };
}

function written(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if (value === false || value === undefined) return '';
  if ('__html' in value) return value.__html;
  let text = '';
  for (const { __html } of value) text += __html;
  return text;
}

function escaped(text: string): string {
  return special.test(text) ? text.replace(everySpecial, (sign) => references[sign] ?? '') : text;
}

const special = /["'&<>]/;
const everySpecial = /["'&<>]/g;
const references: Record<string, string> = { '"': '&quot;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
