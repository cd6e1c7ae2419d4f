/** A mention that is being typed: where its sign stands and what follows it so far. */
export interface OpenMention {
  at: number;
  query: string;
}

/** The mention that the caret is in. A name may have one space in it; a second one, or another line, ends it. */
export function mentionAt(text: string, caret: number): OpenMention | null {
  const found = /(?:^|[\s(])@([^\s@]{0,40}(?: [^\s@]{1,40})?)$/.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { at: caret - query.length - 1, query };
}

/** The text with the mention's name in it, and where the caret goes. */
export function withMention(text: string, { at, query }: OpenMention, label: string): { text: string; caret: number } {
  const before = `${text.slice(0, at)}@${label} `;
  const after = text.slice(at + 1 + query.length).replace(/^ /, '');
  return { text: before + after, caret: before.length };
}

/** Those of the mentions that the text still names. */
export function mentionsIn<Named extends { label: string }>(text: string, mentions: readonly Named[]): Named[] {
  const named = mentions.filter(({ label }) => text.includes(`@${label}`));
  return [...new Map(named.map((each) => [each.label, each])).values()];
}
