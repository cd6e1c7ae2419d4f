import { type FormEvent, useRef, useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { newId } from '#app/values/id.ts';
import type { RoomLineError } from '../../domain/room-line.ts';
import { useEditor } from './context.tsx';

let reader: typeof import('../../domain/room-line.ts') | undefined;

/** When somebody comes to the line: it is there before the first room is typed. */
async function fetchReader(): Promise<void> {
  reader ??= await import('../../domain/room-line.ts').catch(() => undefined);
}

/** The line that adds a whole room: `Living 12x15x8 2 doors 3 windows`. Without a script the server reads it. */
export function QuickLine({ version }: { version: number }) {
  const { store, book } = useEditor();
  const [line, setLine] = useState('');
  const [error, setError] = useState<RoomLineError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const example =
    book.units === 'imperial' ? "Living 12'6x15x8 2 doors 3 windows" : 'Living 4.2x5x2.5 2 doors 3 windows';

  async function add(event: FormEvent) {
    event.preventDefault();
    if (!reader) await fetchReader();
    if (!reader) return setError({ at: 0, length: 0, message: 'There is no connection. The room was not added.' });
    const { addRoomLine, parseRoomLine } = reader;
    const room = parseRoomLine(line, book.units);
    if (!room.ok) {
      setError(room.error);
      input.current?.setSelectionRange(room.error.at, room.error.at + room.error.length);
      return;
    }
    store.edit((doc) => addRoomLine(doc, { line: room.value, book, newId }));
    // What was typed while the reader was on its way is the next room.
    setLine((now) => (now === line ? '' : now));
    setError(null);
  }

  return (
    <form method="post" className="ed-quick" onSubmit={add} data-row="quick">
      <CsrfField />
      <input type="hidden" name="intent" value="add-room" />
      <input type="hidden" name="version" value={version} />
      <label className="sr-only" htmlFor="quick-line">
        Add a room: its name, then length by width by height, then doors and windows
      </label>
      <input
        ref={input}
        id="quick-line"
        name="line"
        className="ed-quick-input"
        data-col="name"
        data-after-last
        value={line}
        placeholder={example}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="done"
        aria-invalid={error ? true : undefined}
        aria-describedby="quick-line-help"
        onFocus={fetchReader}
        onChange={(event) => {
          setLine(event.currentTarget.value);
          setError(null);
        }}
        onKeyDown={(event) => event.key === 'Enter' && add(event)}
      />
      <Button type="submit" size="small" icon="plus">
        Add room
      </Button>
      <p id="quick-line-help" className="ed-quick-help" aria-live="polite">
        {error ? (
          <QuickError line={line} error={error} />
        ) : (
          'One line adds a whole room. Enter adds it and waits for the next.'
        )}
      </p>
    </form>
  );
}

/** What could not be read, marked where it stands, with the reason. */
function QuickError({ line, error: { at, length, message } }: { line: string; error: RoomLineError }) {
  const part = line.slice(at, at + length);
  const isPart = part.trim() !== '' && part.length < line.length;
  return (
    <span className="ed-problem">
      {isPart && (
        <span className="ed-quick-mark">
          {line.slice(0, at)}
          <mark>{part}</mark>
          {line.slice(at + length)}
        </span>
      )}
      {message}
    </span>
  );
}
