import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

/** No event of a provider is that long, in characters: a line without an end is not gathered for ever. */
const longestEvent = 8_000_000;

/** So many events may wait to be read before their provider waits too. */
const mostWaiting = 1_000;

const bodies = new WeakMap<Response, IncomingMessage>();

/**
 * What the SDKs are given as their `fetch`. It leaves a stream of events on its socket, where {@link readEvents} takes it up:
 * through a web stream and the SDKs' own reader a token costs twice as much. Everything else is answered as by `fetch`.
 */
export const streamingFetch: typeof fetch = async (input, init = {}) => {
  const { method = 'GET', headers, body, signal } = init;
  if (typeof body !== 'string') throw new TypeError('A request to a provider has a body of text.');
  const asked = {
    url: new URL(String(input)),
    method,
    headers: Object.fromEntries(new Headers(headers)),
    body,
    signal,
  };
  const incoming = await ask(asked);
  const told = { status: incoming.statusCode ?? 502, headers: headersOf(incoming) };
  if (told.status === 200 && told.headers.get('content-type')?.startsWith('text/event-stream')) {
    const response = new Response(null, told);
    bodies.set(response, incoming);
    return response;
  }
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return new Response(pieces.length > 0 ? Buffer.concat(pieces) : null, told);
};

interface Asked {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal | null | undefined;
}

/** @throws TypeError with the cause, as `fetch` does, when nobody answers */
async function ask(asked: Asked, isAgain = false): Promise<IncomingMessage> {
  const { url, method, headers, body, signal } = asked;
  const outgoing = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
    method,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    ...(signal && { signal }),
  });
  try {
    return await new Promise((resolve, reject) => {
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  } catch (cause) {
    // A connection that was kept may be closed at the other end in the very moment in which it is used again.
    const isStale = outgoing.reusedSocket && cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
    if (isStale && !isAgain && !signal?.aborted) return ask(asked, true);
    throw signal?.aborted ? cause : new TypeError('fetch failed', { cause });
  }
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}

/**
 * The events of a stream that {@link streamingFetch} opened, those of one piece of the network together. They are what the
 * SDKs give: JSON that is trusted to be of the protocol. It ends with the stream, with `[DONE]`, or with the signal.
 * @throws SyntaxError when they cannot be read; what the provider told of an error; Error when the connection breaks off
 */
export async function* readEvents<Event>(response: Response, signal: AbortSignal): AsyncGenerator<Event[]> {
  const incoming = bodies.get(response);
  if (!incoming) throw new SyntaxError('The provider answered with something else than a stream of events.');
  const split = eventSplitter();
  let waiting: string[] = [];
  let end: { cause?: Error } | undefined;
  let wake = () => {};
  const over = (cause?: Error) => {
    end ??= { cause };
    wake();
  };
  const leave = () => incoming.destroy();
  signal.addEventListener('abort', leave, { once: true });
  incoming.setEncoding('utf8');
  incoming.on('data', (text: string) => {
    try {
      waiting.push(...split(text));
    } catch (error) {
      return incoming.destroy(error as Error);
    }
    if (waiting.length > mostWaiting) incoming.pause();
    wake();
  });
  incoming.on('end', () => over());
  incoming.on('error', over);
  incoming.on('close', () => over(new Error('The connection was closed.')));
  try {
    for (;;) {
      if (waiting.length > 0) {
        const { events, isDone, problem } = understood<Event>(waiting, response);
        waiting = [];
        if (incoming.isPaused()) incoming.resume();
        yield events;
        if (problem) throw problem;
        if (isDone) return;
      } else if (end) {
        if (end.cause) throw end.cause;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', leave);
    incoming.destroy();
  }
}

/** What came before something that cannot be read is still said. */
function understood<Event>(texts: readonly string[], { headers }: Response) {
  const events: Event[] = [];
  for (const text of texts) {
    if (text === '[DONE]') return { events, isDone: true };
    try {
      const event = JSON.parse(text);
      // As the SDKs' errors have it.
      if (event?.error) throw Object.assign(new Error('An error was told.'), { error: event, headers });
      events.push(event);
    } catch (problem) {
      return { events, problem };
    }
  }
  return { events };
}

/**
 * Takes text as it comes and gives the data of the events that are complete by it. Lines end as in
 * https://html.spec.whatwg.org/multipage/server-sent-events.html; comments and other fields are passed over, for the data
 * says what it is.
 */
export function eventSplitter(): (text: string) => string[] {
  let rest = '';
  let data: string[] = [];
  return (text) => {
    const found: string[] = [];
    // A carriage return at the very end may be half of a line's end.
    const all = rest + text;
    const isHeld = all.endsWith('\r');
    const lines = (isHeld ? all.slice(0, -1) : all).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + (isHeld ? '\r' : '');
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      else if (line === '' && data.length > 0) {
        found.push(data.join('\n'));
        data = [];
      }
    }
    if (rest.length > longestEvent || data.length > longestEvent / 100)
      throw new SyntaxError('An event of a provider is longer than any of its kind.');
    return found;
  };
}
