import { Worker } from 'node:worker_threads';
import { Refusal } from '#app/errors/refusal.ts';
import type { Answered, Asked, Task, TaskKind, Tasks } from './workbook-tasks.ts';

/** More than this in the queue means a wait that nobody sits out. */
const maxWaiting = 16;

/** Reading has no budget of its own as calculating has: a file that takes longer than this is given up, and its thread with it. */
const patience = 20_000;

/** A file that needs more is refused, and takes nothing else of the server with it. */
const memory = { maxOldGenerationSizeMb: 1024 };

const tooMuch = 'This workbook takes too long to read or needs too much memory. Save a smaller copy and try again.';

interface Waiting {
  task: Task;
  resolve(found: Tasks[TaskKind]['give']): void;
  reject(error: Error): void;
}

const queue = new Map<number, Waiting>();
let thread: Worker | undefined;
let clock: NodeJS.Timeout | undefined;
let lastId = 0;

/**
 * Has something done with a workbook by the thread that does nothing else, so that no other request waits for it.
 * @throws Refusal in the words of the engine; `too-large` for what takes too long; `busy` when too many wait already.
 */
export function atDesk<Kind extends TaskKind>(kind: Kind, ask: Tasks[Kind]['ask']): Promise<Tasks[Kind]['give']> {
  if (queue.size >= maxWaiting) {
    return Promise.reject(new Refusal('busy', 'Too many workbooks are being read right now. Please try again.'));
  }
  lastId += 1;
  const id = lastId;
  // The pair of a kind and what it asks is a task by construction; so is the answer, which carries the task's id.
  const task = { kind, ask } as Task;
  return new Promise<Tasks[TaskKind]['give']>((resolve, reject) => {
    queue.set(id, { task, resolve, reject });
    if (queue.size === 1) begin();
  }) as Promise<Tasks[Kind]['give']>;
}

/** Hands over the first of the queue. One at a time, so that the clock measures one file. */
function begin(): void {
  clearTimeout(clock);
  const [next] = queue;
  if (!next) return;
  const [id, { task }] = next;
  clock = setTimeout(() => giveUp(new Refusal('too-large', tooMuch, { fieldErrors: { file: [tooMuch] } })), patience);
  openDesk().postMessage({ id, task } satisfies Asked);
}

function openDesk(): Worker {
  if (thread) return thread;
  const worker = new Worker(new URL('./workbook-desk.worker.ts', import.meta.url), { resourceLimits: memory });
  // The server may end while the thread has nothing to do.
  worker.unref();
  worker.on('message', take);
  worker.on('error', (error) => {
    if (thread === worker) giveUp('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory() : error);
  });
  worker.on('exit', () => {
    if (thread === worker) giveUp(new Error('The thread that reads workbooks ended.'));
  });
  thread = worker;
  return worker;
}

function outOfMemory(): Refusal {
  return new Refusal('too-large', tooMuch, { fieldErrors: { file: [tooMuch] } });
}

function take(answered: Answered): void {
  const waiting = queue.get(answered.id);
  if (!waiting) return;
  queue.delete(answered.id);
  if ('found' in answered) waiting.resolve(answered.found);
  else if ('refused' in answered) {
    const { code, message, details } = answered.refused;
    waiting.reject(new Refusal(code, message, details));
  } else waiting.reject(new Error(answered.failed));
  begin();
}

/** Ends the thread and refuses the one it worked on; the others go on with a new thread. */
function giveUp(reason: Error): void {
  const worker = thread;
  thread = undefined;
  const [first] = queue;
  if (first) {
    queue.delete(first[0]);
    first[1].reject(reason);
  }
  void worker?.terminate();
  begin();
}
