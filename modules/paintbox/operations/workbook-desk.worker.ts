import { parentPort } from 'node:worker_threads';
import { isRefusal } from '#app/errors/refusal.ts';
import { type Answered, type Asked, answer } from './workbook-tasks.ts';

/** The thread that reads and calculates workbooks: one at a time, in the order they were asked for. */
if (!parentPort) throw new Error('This file runs as a thread of the server.');
const port = parentPort;

port.on('message', ({ id, task }: Asked) => {
  try {
    port.postMessage({ id, found: answer(task) } satisfies Answered);
  } catch (error) {
    if (isRefusal(error)) {
      const { code, message, details } = error;
      port.postMessage({ id, refused: { code, message, details } } satisfies Answered);
    } else {
      const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
      port.postMessage({ id, failed } satisfies Answered);
    }
  }
});
