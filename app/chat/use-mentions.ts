import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { moved } from '../ui/listbox.ts';
import type { Doors, Mention } from './doors.ts';
import { mentionAt, type OpenMention, withMention } from './mention.ts';

interface Found {
  mentions: readonly Mention[];
  active: number;
}

const nothing: Found = { mentions: [], active: 0 };

/** Records that are offered while one types their name after an @. */
export function useMentions(
  doors: Doors,
  box: RefObject<HTMLTextAreaElement>,
  text: string,
  onChosen: (text: string, mention: Mention) => void,
) {
  const [open, setOpen] = useState<OpenMention | null>(null);
  const [found, setFound] = useState(nothing);
  const query = open?.query;

  useEffect(() => {
    if (query === undefined) return setFound(nothing);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      doors
        .mentions(query, stop.signal)
        .then(({ mentions }) => setFound({ mentions: mentions.slice(0, 8), active: 0 }))
        .catch(() => setFound(nothing));
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, doors]);

  function choose(mention: Mention | undefined) {
    if (!mention || !open) return;
    const next = withMention(text, open, mention.label);
    setOpen(null);
    onChosen(next.text, mention);
    // The text is there after the next drawing.
    setTimeout(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.caret, next.caret);
    }, 0);
  }

  const isShown = open !== null && found.mentions.length > 0;
  return {
    isShown,
    ...found,
    choose,
    look(changed: string, caret: number) {
      setOpen(mentionAt(changed, caret));
    },
    close: () => setOpen(null),
    /** True when the key was for the list. */
    onKey(event: KeyboardEvent): boolean {
      if (!isShown) return false;
      if (event.key === 'Escape') setOpen(null);
      else if (event.key === 'Enter' || event.key === 'Tab') choose(found.mentions[found.active]);
      else {
        const to = moved(event.key, found.active, found.mentions.length);
        if (to === undefined) return false;
        setFound({ ...found, active: to });
      }
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
