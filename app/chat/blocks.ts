/**
 * The blocks that a Markdown text consists of, so that only the one that grows has to be read again while an answer comes in.
 * A list stays one block, loose or not, and so does fenced code with empty lines in it.
 */
export function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const close = () => {
    if (lines.some((line) => line.trim() !== '')) blocks.push(lines.join('\n'));
    lines = [];
  };
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && lines.at(-1)?.trim() === '' && line.trim() !== '' && !goesOn(lines, line)) close();
    lines.push(line);
    if (fence === null) fence = mark ?? null;
    else if (mark && closes(fence, mark, line)) fence = null;
  }
  close();
  return blocks;
}

function closes(fence: string, mark: string, line: string): boolean {
  return mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark;
}

const item = /^ {0,3}([-*+]|\d{1,9}[.)])\s/;

/** After an empty line, what is indented or another item belongs to the list before. */
function goesOn(before: readonly string[], line: string): boolean {
  if (!item.test(before.find((each) => each.trim() !== '') ?? '')) return false;
  return item.test(line) || /^\s{2,}/.test(line);
}
