import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import type { ReactElement } from 'react';
import { renderToPipeableStream, renderToString } from 'react-dom/server';
import { isRefusal } from './errors/refusal.ts';
import { scriptsAfterPaint } from './http/after-paint.server.ts';
import { log } from './http/log.server.ts';
import { NonceContext } from './http/nonce.ts';
import { Parts, utf8 } from './http/parts.server.ts';
import { turn } from './http/turn.server.ts';
import { PartKeeperContext } from './ui/kept.tsx';

/**
 * Renders the whole page into one text before it answers: no loader defers anything, and a text costs a third less than
 * a stream of small pieces. The data of the page, which Remix would stream behind it, is added in the same way.
 *
 * @returns status and headers; the page itself is left in the load context, for `sendPage`.
 */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const { nonce } = loadContext;
  // Remix types it by the browser's interface; it is Node's.
  const stream = remixContext.serverHandoffStream as NodeStream | undefined;
  const data = stream ? await text(stream) : '';
  const context = { ...remixContext, serverHandoffStream: undefined };
  const page = (
    <NonceContext.Provider value={nonce}>
      <RemixServer context={context} url={request.url} nonce={nonce} />
    </NonceContext.Provider>
  );
  await turn();
  const finish = (html: string) => scriptsAfterPaint(html, dataScript(data, nonce), nonce);
  loadContext.html = drawAtOnce(page, finish) ?? [utf8(finish(await drawPatiently(page)))];
  headers.set('Content-Type', 'text/html; charset=utf-8');
  return new Response(null, { status, headers });
}

const parts = new Parts();

/** How React marks a part that it left to the browser because something it needs was not there yet. */
const unfinished = '<!--$!-->';

/** Undefined when a part needs code that is not loaded yet. That happens once for each part. */
function drawAtOnce(page: ReactElement, finish: (html: string) => string): Buffer[] | undefined {
  const kept = parts.page();
  const html = renderToString(<PartKeeperContext.Provider value={kept}>{page}</PartKeeperContext.Provider>);
  return html.includes(unfinished) ? undefined : kept.piecesOf(finish(html));
}

function drawPatiently(page: ReactElement): Promise<string> {
  return new Promise((resolve, reject) => {
    const { pipe, abort } = renderToPipeableStream(page, {
      onAllReady: () => text(pipe(new PassThrough())).then(resolve, reject),
      onError: reject,
    });
    setTimeout(abort, 10_000).unref();
  });
}

/** Hands the data to the browser's side of Remix, word for word as its own StreamTransfer does. */
function dataScript(data: string, nonce: string): string {
  const value = JSON.stringify(data).replace(/[&><\u2028\u2029]/g, (sign) => escapes[sign] ?? '');
  return `<script nonce="${nonce}">window.__remixContext.streamController.enqueue(${value});window.__remixContext.streamController.close();</script>`;
}

const escapes: Record<string, string> = {
  '&': '\\u0026',
  '>': '\\u003e',
  '<': '\\u003c',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** Called by Remix for every error that no loader or action expected. Refusals are answers and are not logged as errors. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
  if (isRefusal(error) || isRouteErrorResponse(error) || request.signal.aborted) return;
  log().error(
    { err: error, requestId: context.requestId, method: request.method, path: new URL(request.url).pathname },
    'request failed',
  );
}
