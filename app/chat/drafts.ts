import type { Attachment } from './doors.ts';

/** A record that somebody named by `@`, with its address. */
export interface MentionedRecord {
  label: string;
  href: string;
}

/** What somebody was about to say. It outlives a reload and a lost connection, in this browser alone. */
export interface KeptDraft {
  text: string;
  attachments: readonly Attachment[];
  mentions: readonly MentionedRecord[];
}

export const emptyDraft: KeptDraft = { text: '', attachments: [], mentions: [] };

const prefix = 'candlefish:draft:';

/** @param place names the conversation, or the new one of a business */
export function readDraft(place: string): KeptDraft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(prefix + place) ?? 'null');
    return isDraft(kept) ? kept : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

export function keepDraft(place: string, draft: KeptDraft): void {
  try {
    if (draft.text === '' && draft.attachments.length === 0) localStorage.removeItem(prefix + place);
    else localStorage.setItem(prefix + place, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
}

function isDraft(kept: unknown): kept is KeptDraft {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'text' in kept &&
    typeof kept.text === 'string' &&
    'attachments' in kept &&
    Array.isArray(kept.attachments) &&
    'mentions' in kept &&
    Array.isArray(kept.mentions)
  );
}
