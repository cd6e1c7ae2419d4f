import { useParams } from '@remix-run/react';
import { type FormEvent, useEffect, useState } from 'react';
import { sizeText } from '../admin/size.ts';
import { type ArrivalStand, bytesOf } from '../data/arrival.ts';
import { Notice } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { FileField } from '../ui/file-field.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card } from '../ui/page.tsx';
import { Progress } from '../ui/progress.tsx';
import type { Sending } from './send-archive.ts';
import { type SendState, useArchiveSending } from './use-archive-sending.ts';

export interface BringArchiveProps {
  /** What came of an archive that is not whole yet. */
  arrival: ArrivalStand | null;
  /** Bytes of the largest archive that is taken. */
  most: number;
  /** Changes when the page has looked again. */
  seen: unknown;
}

/**
 * Takes an archive of any size: in pieces where a script sends them, and without one as a form like any other, which may be as
 * large as a form may be.
 */
export function BringArchive({ arrival, most, seen }: BringArchiveProps) {
  const { tenant = '' } = useParams();
  const { state, send, cancel, goOn, forget } = useArchiveSending(`/t/${tenant}/admin/data/arrival`, seen);

  function begin(event: FormEvent<HTMLFormElement>) {
    const file = new FormData(event.currentTarget).get('archive');
    // Without a file the server says what is missing; without https a browser cannot make digests.
    if (!(file instanceof File) || file.size === 0 || !globalThis.crypto?.subtle) return;
    event.preventDefault();
    void send(file);
  }

  const mayGoOn = state.kind === 'stopped' && state.canGoOn;
  if (state.kind === 'moving') return <Moving {...state} onCancel={cancel} />;
  return (
    <>
      {state.kind === 'stopped' && <Stopped {...state} onCancel={cancel} onGoOn={goOn} />}
      {arrival && arrival.pieces > 0 && !mayGoOn && <NotWhole arrival={arrival} mayGoOn onCancel={forget} />}
      <Form name="import" encType="multipart/form-data" onSubmit={begin}>
        <input type="hidden" name="intent" value="import" />
        <FileField
          name="archive"
          label="Archive"
          accept=".zip,application/zip"
          invitation="Drop an archive of Candlefish here"
          help={
            <>
              <span className="needs-script">Up to {sizeText(most)}.</span>
              <span className="plain-only">Up to 25 MB. A larger one needs JavaScript.</span>
            </>
          }
        />
        <SubmitButton variant="secondary">Import</SubmitButton>
      </Form>
    </>
  );
}

const doing: Record<Sending['what'], (name: string) => string> = {
  comparing: (name) => `Looking how much of “${name}” is here`,
  sending: (name) => `Sending “${name}”`,
  ending: (name) => `“${name}” has arrived`,
};

function Moving({
  name,
  progress,
  onCancel,
}: Extract<SendState, { kind: 'moving' }> & { onCancel: () => Promise<void> }) {
  const { what, done, total } = progress;
  return (
    <Card>
      <Progress label={doing[what](name)} value={done} max={total} detail={`${sizeText(done)} of ${sizeText(total)}`} />
      <p className="muted mt-3">
        Keep this page open. Should it close, choose the same file again: it goes on from where it was.
      </p>
      {what !== 'ending' && (
        <Button className="mt-3" onClick={() => void onCancel()}>
          Cancel
        </Button>
      )}
      <Announced {...progress} name={name} />
    </Card>
  );
}

/** Says aloud what is done, and each quarter of it: more often would be in the way. */
function Announced({ what, done, total, name }: Sending & { name: string }) {
  const quarters = total === 0 ? 0 : Math.floor((4 * done) / total);
  const words = quarters === 0 ? doing[what](name) : `${doing[what](name)}: ${quarters * 25} percent`;
  const [said, setSaid] = useState('');
  // A region speaks of what changes in it, and not of what it was drawn with.
  useEffect(() => setSaid(words), [words]);
  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  );
}

function Stopped({
  name,
  message,
  canGoOn,
  onCancel,
  onGoOn,
}: Extract<SendState, { kind: 'stopped' }> & { onCancel: () => Promise<void>; onGoOn: () => void }) {
  return (
    <div className="mb-4" role="alert">
      <Notice tone="danger" title={`“${name}” was not sent to its end`}>
        <p>{message}</p>
        {canGoOn && (
          <div className="mt-3 flex gap-2">
            <Button onClick={onGoOn}>Go on</Button>
            <Button variant="quiet" onClick={() => void onCancel()}>
              Cancel
            </Button>
          </div>
        )}
      </Notice>
    </div>
  );
}

/** What came of an archive and waits for the rest of it, or for the end. */
export function NotWhole({
  arrival,
  mayGoOn = false,
  onCancel,
}: {
  arrival: ArrivalStand;
  mayGoOn?: boolean;
  onCancel?: () => void;
}) {
  const { id, name, size } = arrival;
  const here = bytesOf(arrival);
  return (
    <Card className="mb-4">
      <Progress
        label={`“${name}” is not whole yet`}
        value={here}
        max={size}
        detail={`${sizeText(here)} of ${sizeText(size)}`}
      />
      <p className="muted mt-3">
        {mayGoOn
          ? 'Choose the same file again to go on from there. What is here is removed when nothing comes for a day.'
          : 'It cannot come in any more, because the business is not empty.'}
      </p>
      <Form name="cancel" className="mt-3" onSubmit={onCancel}>
        <input type="hidden" name="intent" value="cancel" />
        <input type="hidden" name="id" value={id} />
        <SubmitButton variant="secondary">Cancel</SubmitButton>
      </Form>
    </Card>
  );
}
