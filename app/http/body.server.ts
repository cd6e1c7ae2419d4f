import type { HttpBindings } from '@hono/node-server';
import { bodyLimit } from 'hono/body-limit';

/** The largest file any door takes. */
export const maxFileBytes = 25 * 1024 * 1024;

/** A file and the form fields around it. */
const maxBodyBytes = maxFileBytes + 1024 * 1024;

/** How long a refused upload is read and thrown away, so that a browser gets to read the answer. */
const drainMs = 20_000;

/** Refuses a body over the limit: at once if it announces its length, while it is read if it does not. */
export const limitBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) => {
    const { incoming } = c.env as HttpBindings;
    incoming.resume();
    setTimeout(() => incoming.destroy(), drainMs).unref();
    c.header('Connection', 'close');
    return c.text(`This upload is too large. A file may have up to ${maxFileBytes / 1024 / 1024} MB.`, 413);
  },
});
