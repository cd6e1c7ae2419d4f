import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { csrfHeaders } from '../ui/csrf.tsx';
import { toast } from '../ui/toast-store.ts';
import { cancelSending, type Sending, SendProblem, sendArchive } from './send-archive.ts';

/** What the page shows of an archive that it sends. */
export type SendState =
  | { kind: 'idle' }
  | { kind: 'moving'; name: string; progress: Sending }
  | { kind: 'stopped'; name: string; message: string; canGoOn: boolean };

interface Sent {
  file: File;
  /** Its number at the server. */
  id?: string;
  isOver?: true;
}

/**
 * Sends an archive from this page, and says how it goes. Leaving the page stops it; the same file goes on later.
 * @param url the door that takes pieces
 * @param seen changes when the page has looked again
 */
export function useArchiveSending(url: string, seen: unknown) {
  const [state, setState] = useState<SendState>({ kind: 'idle' });
  const { revalidate } = useRevalidator();
  const running = useRef<AbortController>(undefined);
  const sent = useRef<Sent>(undefined);

  useEffect(() => () => running.current?.abort(), []);

  // What was sent to its end is shown as such until the page knows of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it happens when the page has looked again
  useEffect(() => {
    if (!sent.current?.isOver) return;
    sent.current = undefined;
    setState({ kind: 'idle' });
  }, [seen]);

  function options(signal: AbortSignal) {
    return { url, headers: csrfHeaders(), signal };
  }

  async function send(file: File): Promise<void> {
    running.current?.abort();
    running.current = new AbortController();
    const { signal } = running.current;
    const { name } = file;
    const now: Sent = { file };
    sent.current = now;
    const onProgress = (progress: Sending) => !signal.aborted && setState({ kind: 'moving', name, progress });
    onProgress({ what: 'sending', done: 0, total: file.size });
    try {
      await sendArchive(file, {
        ...options(signal),
        onProgress,
        onBegun: (id) => {
          now.id = id;
        },
      });
      now.isOver = true;
      toast({ message: 'The archive has arrived and is being read.' });
    } catch (error) {
      if (signal.aborted) return;
      const { message, canGoOn } = problemOf(error);
      setState({ kind: 'stopped', name, message, canGoOn });
    }
    revalidate();
  }

  async function cancel(): Promise<void> {
    running.current?.abort();
    const { id } = sent.current ?? {};
    try {
      if (id) await cancelSending(id, { ...options(new AbortController().signal), pausesMs: [1_000] });
      sent.current = undefined;
      setState({ kind: 'idle' });
      toast({ message: 'Cancelled. What had come of the archive is removed.', tone: 'info' });
    } catch (error) {
      const name = sent.current?.file.name ?? '';
      setState({ kind: 'stopped', name, message: problemOf(error).message, canGoOn: true });
    }
    revalidate();
  }

  function goOn(): void {
    if (sent.current) void send(sent.current.file);
  }

  /** What stopped is not to be gone on with any more. */
  function forget(): void {
    sent.current = undefined;
    setState({ kind: 'idle' });
  }

  return { state, send, cancel, goOn, forget };
}

function problemOf(error: unknown): SendProblem {
  if (error instanceof SendProblem) return error;
  return new SendProblem('The file was not sent to its end. Try again.', true);
}
