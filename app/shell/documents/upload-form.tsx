import { useFetcher } from '@remix-run/react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { Select } from '../../ui/choice-fields.tsx';
import { useCsrf } from '../../ui/csrf.tsx';
import { FileField } from '../../ui/file-field.tsx';
import { Form, SubmitButton } from '../../ui/form.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { FormFailure } from '../../values/result.ts';

export interface UploadFormProps {
  submission: string;
  accept: string;
  audiences: readonly { permission: string; label: string }[];
}

/** As the server refuses it, said before megabytes are sent. */
const maxBytes = 25 * 1024 * 1024;

/**
 * Takes documents, chosen or dropped anywhere on it. Without a script they go together when the button is pressed; with
 * one each goes by itself as soon as it is there, so that one that is refused does not hold up the others.
 */
export function UploadForm({ submission, accept, audiences }: UploadFormProps) {
  const { send, sending, refused } = useSending();
  const [isOver, setOver] = useState(false);
  const box = useRef<HTMLDivElement>(null);

  function take(files: FileList | null | undefined) {
    const form = box.current?.querySelector('form');
    if (!files?.length || !form) return;
    const audience = String(new FormData(form).get('audience') ?? audiences[0]?.permission);
    send([...files].map((file) => ({ file, audience })));
    form.reset();
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut to the file field inside
    <div
      ref={box}
      className={isOver ? 'documents-over' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Form
        name="add"
        encType="multipart/form-data"
        submission={submission}
        onChange={(event) => {
          if (event.target instanceof HTMLInputElement && event.target.type === 'file') take(event.target.files);
        }}
      >
        <input type="hidden" name="intent" value="add" />
        {audiences.length > 1 && (
          <Select
            name="audience"
            label="Who may find them"
            options={audiences.map(({ permission, label }) => ({ value: permission, label }))}
          />
        )}
        <FileField
          name="files[]"
          label="Documents"
          invitation="Drop documents here"
          help="PDF, Word, Excel, Markdown or plain text, up to 25 MB each."
          accept={accept}
          multiple
        />
        <div className="plain-only">
          <SubmitButton icon="upload">Add</SubmitButton>
        </div>
      </Form>
      <div aria-live="polite">
        {sending && (
          <Progress
            label={`Sending ${sending.name}`}
            value={sending.done}
            max={sending.total}
            detail={`${sending.done + 1} of ${sending.total}`}
          />
        )}
        {refused.length > 0 && (
          <ul className="documents-refused">
            {refused.map(({ name, message }) => (
              <li key={name}>
                <strong>{name}</strong>: {message}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

interface Waiting {
  file: File;
  audience: string;
}

/** Sends one after the other, and remembers which were refused. */
function useSending() {
  const csrf = useCsrf();
  const fetcher = useFetcher<{ ok: true } | FormFailure>();
  const [queue, setQueue] = useState<Waiting[]>([]);
  const [total, setTotal] = useState(0);
  const [refused, setRefused] = useState<{ name: string; message: string }[]>([]);
  const isOnItsWay = useRef(false);
  const [first] = queue;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the fetcher's answer and its state move the queue on
  useEffect(() => {
    if (!first || fetcher.state !== 'idle') return;
    if (!isOnItsWay.current) {
      isOnItsWay.current = true;
      const body = new FormData();
      const { file, audience } = first;
      for (const [name, value] of Object.entries({ _csrf: csrf, intent: 'add', audience, isQuiet: 'on' }))
        body.set(name, value);
      body.set('files[]', file);
      fetcher.submit(body, { method: 'post', encType: 'multipart/form-data' });
      return;
    }
    isOnItsWay.current = false;
    const { data } = fetcher;
    if (data && !data.ok) setRefused((before) => [...before, { name: first.file.name, message: data.message }]);
    setQueue((before) => before.slice(1));
  }, [first, fetcher.state, fetcher.data]);

  function send(files: Waiting[]) {
    const fits = files.filter(({ file }) => file.size > 0 && file.size <= maxBytes);
    const others = files.filter((one) => !fits.includes(one));
    setRefused(others.map(({ file }) => ({ name: file.name, message: problemWith(file) })));
    setTotal(queue.length + fits.length);
    setQueue((before) => [...before, ...fits]);
  }

  return { send, refused, sending: first && { name: first.file.name, done: total - queue.length, total } };
}

function problemWith(file: File): string {
  return file.size === 0 ? 'It is empty.' : 'It is larger than 25 MB. Add it in smaller parts.';
}
