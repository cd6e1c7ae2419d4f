const ends = /[.!?:]["')\]*_]*(?=\s)|\n/g;

/**
 * What a screen reader is told of an answer that is still coming: whole sentences, each once, instead of every token.
 * @param said how many characters of `text` were told before
 * @param isOver nothing more will come: what is left is told as well
 */
export function newSentences(text: string, said: number, isOver: boolean): { sentences: string[]; said: number } {
  const fresh = text.slice(said);
  const sentences: string[] = [];
  let from = 0;
  const take = (to: number) => {
    sentences.push(fresh.slice(from, to));
    from = to;
  };
  for (const { index, 0: end } of fresh.matchAll(ends)) {
    const to = index + end.length;
    // The number of an item of a list belongs to what follows it.
    if (/\p{L}/u.test(fresh.slice(from, to)) || end === '\n') take(to);
  }
  if (isOver) take(fresh.length);
  return { sentences: sentences.map(spoken).filter((each) => each !== ''), said: said + from };
}

/** Markdown as it is said: links by their words, tables and lists without their signs. */
function spoken(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:#{1,6}|[-*+]|>|\d+[.)])\s+/gm, '')
    .replace(/^[\s|:-]+$/gm, '')
    .replace(/[*_`|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
