import { asData } from './data.ts';

export interface TurnContext {
  path: string;
  title: string;
  mentions: readonly { label: string; href: string }[];
}

/**
 * What goes with a person's words: the page they were on and the records they named. Titles are written by anybody, and the
 * address of a page by whoever made the link to it.
 */
export function turnContext({ path, title, mentions }: TurnContext): string {
  const lines = [
    ...(path === ''
      ? []
      : ['They were on a page.', asData('address of the page', path), asData('title of the page', title)]),
    ...mentions.flatMap(({ label, href }) => [
      'They mention a record.',
      asData('address of the record', href),
      asData('name of the record', label),
    ]),
  ];
  return lines.join('\n');
}

/** A file that was given, as far as it could be read. */
export function attachedFile(name: string, text: string, isCut: boolean): string {
  return [
    'They attached a file.',
    asData('name of the file', name),
    asData('file', text),
    isCut ? 'The file is longer than this.' : '',
  ]
    .filter(Boolean)
    .join('\n');
}

/** A file whose contents a model is not shown. */
export function unreadFile(name: string): string {
  return `They attached a file that you cannot read.\n${asData('name of the file', name)}`;
}

/** Said where the beginning of a long conversation is left out. */
export const leftOut = 'The beginning of this conversation is left out, because it is long.';

/** Said after an answer that was cut off, for it to go on. */
export const goOn =
  'Your answer was cut off above. Go on exactly where it ended, without repeating anything and without a word about this. A tool call without a result did not happen: call it again if it is needed.';

/** The result of a call that was cut off. */
export const cutOffResult =
  'This call was cut off before it answered. It is not known what it would have found; nothing was changed.';

/** The results of calls that propose changes, by what became of them. */
export const ofChanges = {
  proposed: 'Proposed and shown to the person, who has not decided yet. Nothing is changed.',
  applied: 'The person approved it, and it was done.',
  refused: 'The person refused it. Nothing is changed. Do not propose the same again unless they ask.',
  failed: 'The person approved it, but it could not be done. Nothing is changed.',
  expired: 'It was not decided in time. Nothing is changed. Propose it again if it is still wanted.',
  undone: 'It was done, and then taken back by the person.',
} as const;

export const gone = 'What was proposed is gone. Nothing is changed.';

/** The result of a call beyond what one step may ask for. */
export const tooManyCalls = 'Too many calls at once: this one was not made. Call it again in the next step.';
