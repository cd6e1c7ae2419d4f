/**
 * Characters that change how their neighbours are read, or hide something, without being seen themselves: orders and marks of
 * direction, zero-width spaces, soft hyphens, and the tag characters that spell a text nobody sees.
 */
const tricks =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** These join and part letters in some scripts and emoji, so that only names of places must do without them. */
const joiners = /[\u200c\u200d]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A text of a model, a document or a client as it may be shown: what it says is what is seen. */
export function withoutTricks(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(tricks, '').replace(controls, '');
}

/** The words of a link or the name of a file: on one line, with nothing invisible in it. */
export function plainName(text: string): string {
  return withoutTricks(text).replace(joiners, '').replace(/\s+/g, ' ').trim();
}
