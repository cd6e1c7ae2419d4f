import type { ResultFacts } from '../facts.ts';
import type { RecordLink } from '../tool.ts';

/** What the results of a turn come to, in Markdown. Every word of a result is data: it is written so that it stays text. */
export function answerFrom(results: readonly ResultFacts[]): string {
  if (results.length === 0) return 'That brought nothing.';
  return results.map(one).join('\n\n');
}

function one(result: ResultFacts): string {
  if (result.kind === 'error') return asText(result.text);
  if (result.kind === 'finding') return withLinks(asText(result.text), result.text, result.records ?? []);
  const { status, summary, outcome, changes } = result.changeSet;
  const lines = withLinks(asText(outcome?.text ?? ''), outcome?.text ?? '', outcome?.records ?? []);
  switch (status) {
    case 'applied':
      return lines || `Done: ${asText(lowerFirst(summary))}.`;
    case 'undone':
      return lines || `Taken back: ${asText(lowerFirst(summary))}.`;
    case 'refused':
      return lines || 'You refused this, so nothing was changed.';
    case 'expired':
      return lines || 'This waited too long and was not done. Ask again if it is still wanted.';
    case 'failed':
      return lines || 'This could not be done. Nothing was changed.';
    case 'proposed':
      return `${asText(sentence(summary))} That ${changes.length === 1 ? 'is one change' : `makes ${changes.length} changes`}: nothing happens until you approve.`;
  }
}

/** The records of an answer that its text does not link already, as a list. */
function withLinks(text: string, plain: string, records: readonly RecordLink[]): string {
  const shown = records.filter(({ href }) => isOwn(href)).slice(0, 10);
  if (shown.length === 0) return text;
  const [only] = shown;
  // One record that the sentence names becomes the link itself.
  if (shown.length === 1 && only && plain.split(only.label).length === 2) {
    return text.replace(asText(only.label), () => linkTo(only));
  }
  return `${text}\n\n${linksOf(shown)}`;
}

export function linksOf(records: readonly RecordLink[]): string {
  return records.map((record) => `- ${linkTo(record)}`).join('\n');
}

function linkTo({ label, href }: RecordLink): string {
  return isOwn(href)
    ? `[${asText(label)}](${encodeURI(decodable(href)).replace(/[()]/g, encodeURIComponent)})`
    : asText(label);
}

/** A path of this site: nothing that a record says leads anywhere else. */
function isOwn(href: string): boolean {
  return /^\/(?![/\\])/.test(href);
}

function decodable(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}

/** Text as text: nothing in it is a link, an image, a tag, a heading or a table. */
export function asText(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~]/g, '\\$&')
    .replace(/^(\s*)(#{1,6}\s|={3,}|-{3,}|\+\s)/gm, '$1\\$2')
    .replace(/(https?):\/\//gi, '$1:\\//');
}

function lowerFirst(text: string): string {
  return text.replace(/[.!]$/, '').replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
