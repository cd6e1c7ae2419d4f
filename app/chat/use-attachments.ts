import { useEffect, useRef, useState } from 'react';
import { toast } from '../ui/toast-store.ts';
import type { Attachment, Doors } from './doors.ts';
import { DoorProblem } from './doors.ts';

/** A file on its way to the conversation. */
export interface Arriving {
  key: string;
  name: string;
  /** From 0 to 1. */
  progress: number;
}

const largest = 20 * 1024 * 1024;

/** What the assistant can read; whoever picks a file is shown these. */
export const readable = '.xlsx,.pdf,.docx,.md,.txt,.csv,image/png,image/jpeg,image/webp';

/** Files that are sent as soon as they are chosen, dropped or pasted; the message only names them. */
export function useAttachments(
  doors: Doors,
  ensure: () => Promise<string>,
  onArrived: (attachment: Attachment) => void,
) {
  const [arriving, setArriving] = useState<readonly Arriving[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const arrived = useRef(onArrived);
  arrived.current = onArrived;
  useEffect(() => {
    const open = stops.current;
    return () => {
      for (const stop of open.values()) stop.abort();
    };
  }, []);

  async function send(file: File) {
    const key = crypto.randomUUID();
    const stop = new AbortController();
    const progress = (done: number) =>
      setArriving((all) => all.map((each) => (each.key === key ? { ...each, progress: done } : each)));
    stops.current.set(key, stop);
    setArriving((all) => [...all, { key, name: file.name, progress: 0 }]);
    try {
      const id = await ensure();
      arrived.current(await doors.attach(id, file, { signal: stop.signal, onProgress: progress }));
    } catch (problem) {
      if (!stop.signal.aborted) {
        const words = problem instanceof DoorProblem ? problem.message : 'Try it again.';
        toast({ message: `${file.name} did not arrive. ${words}`, tone: 'problem' });
      }
    } finally {
      stops.current.delete(key);
      setArriving((all) => all.filter((each) => each.key !== key));
    }
  }

  return {
    arriving,
    /** One after the other, so that the first one makes a new conversation for all. */
    async add(files: Iterable<File>) {
      for (const file of files) {
        if (file.size > largest) toast({ message: `${file.name} is larger than 20 MB.`, tone: 'problem' });
        else await send(file);
      }
    },
    giveUp: (key: string) => stops.current.get(key)?.abort(),
  };
}
