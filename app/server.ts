import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import * as build from 'virtual:remix/server-build';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type AppLoadContext, createRequestHandler, type ServerBuild } from '@remix-run/node';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { recordRequest } from './access/request.server.ts';
import { mountAssistant } from './ai/doors/mount.server.ts';
import { mountMcp } from './ai/mcp/mount.server.ts';
import { Runs } from './ai/run/runs.server.ts';
import { mountApi } from './api/mount.server.ts';
import { env } from './env.server.ts';
import { limitBody } from './http/body.server.ts';
import { clientAddress } from './http/client-address.server.ts';
import { allowListedOrigins, isListedOrigin } from './http/cors.server.ts';
import { cspReport } from './http/csp-report.server.ts';
import { Gate } from './http/gate.server.ts';
import { isSameOrigin, securityHeaders } from './http/headers.server.ts';
import { isSecure } from './http/host-cookie.server.ts';
import { log } from './http/log.server.ts';
import { createPageHandler } from './http/pages.server.ts';
import { sendPage } from './http/send.server.ts';
import { noteArrival } from './http/turn.server.ts';
import { prepare } from './lifecycle.server.ts';
import { limitRequests } from './limits/requests.server.ts';
import { announce, listen, startFailure, stopOnSignal } from './process.server.ts';
import { registry } from './registry.server.ts';
import { health } from './routes/health.server.ts';
import { closeRequestScope } from './tenancy/scope.server.ts';

declare module '@remix-run/node' {
  /** What the HTTP entry knows of a request and Remix does not. */
  interface AppLoadContext {
    requestId: string;
    nonce: string;
    clientAddress: string;
    /** The answers of the assistant that this process makes. */
    runs: Runs;
    isSecure: boolean;
    signal: AbortSignal;
    /** The page that was drawn for this request, in pieces of UTF-8, if it came to that. */
    html?: Buffer[];
    /** Seconds to wait before this is asked again. */
    retryAfter?: number;
    /** What the session was renamed to while this request was answered: the cookie that it came with is of the past. */
    renewedToken?: string;
  }
}

type Bindings = { Bindings: HttpBindings; Variables: { load: AppLoadContext } };

const isProduction = import.meta.env.PROD;
const pages = build as unknown as ServerBuild;
const handleRemix = isProduction ? createPageHandler(pages, 'production') : createRequestHandler(pages, 'development');

/** What a page can be asked. Remix takes every other method for a form, or throws. */
const pageMethods = ['GET', 'HEAD', 'POST'];

export const app = new Hono<Bindings>();

app.get('/api/health', health);

if (isProduction) {
  const immutable = { root: './build/client', precompressed: true };
  app.use(
    '/assets/*',
    serveStatic({ ...immutable, onFound: (_, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable') }),
  );
  app.use('/*', publicFiles());
}

app.use(sendDrawnPages);

app.use(compress({ threshold: 1024 }));

app.use(remember());

app.use(limitRequests);

app.use(refuseNull);

app.post('/api/csp-report', cspReport);

app.use('/api/*', allowListedOrigins);

app.use(limitBody);

mountApi(app, { doors: registry.manifests.flatMap(({ api = [] }) => api), finish: withHeaders });

mountMcp(app, { finish: withHeaders });

/** The answers that this process makes for people. */
const runs = new Runs();

mountAssistant(app, { runs, finish: withHeaders });

app.all('*', async (c) => {
  const context = c.get('load');
  const request = c.req.raw;
  if (!pageMethods.includes(request.method)) {
    return c.text('Pages are read with GET and changed with POST.', 405, { Allow: pageMethods.join(', ') });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request) && !isListedOrigin(c)) {
    return c.text('This form was sent from another site. Open Candlefish and try again.', 403);
  }
  const response = await handleRemix(request, context).finally(() => closeRequestScope(context));
  withHeaders(response, context);
  return response;
});

app.onError((error, c) => {
  log().error({ err: error, path: c.req.path }, 'request failed outside of a page');
  return c.text('Something went wrong on our side. Please try again.', 500);
});

/** Sends the page that was drawn, with the status and headers that everything inside of this gave it. */
async function sendDrawnPages(c: Context<Bindings>, next: () => Promise<void>): Promise<void> {
  await next();
  const { html } = c.get('load') ?? {};
  if (html === undefined) return;
  const { status, headers } = c.res;
  await sendPage(c.env.outgoing, { html, status, headers }, c.req.header('Accept-Encoding'));
  c.res = undefined;
  c.res = RESPONSE_ALREADY_SENT;
}

/** Makes what is known of a request before anything else, and writes down what became of it. */
function remember(): MiddlewareHandler<Bindings> {
  return async (c, next) => {
    const context = loadContext(c);
    c.set('load', context);
    const startedAt = performance.now();
    await next();
    recordRequest(context, { method: c.req.method, path: c.req.path, status: c.res.status, startedAt });
  };
}

/** No address of ours has the null character, and no database takes it as text. */
async function refuseNull(c: Context<Bindings>, next: () => Promise<void>): Promise<Response | undefined> {
  if (c.req.url.includes('%00')) return c.text('This address holds a character that no address has.', 400);
  await next();
  return undefined;
}

/** Files of public/ at the root (favicon, fonts); a path that is none of them goes on to the pages. */
function publicFiles() {
  const serve = serveStatic<Bindings>({
    root: './build/client',
    onFound: (_, c) => c.header('Cache-Control', 'public, max-age=3600'),
  });
  return (c: Context<Bindings>, next: () => Promise<void>) =>
    c.req.method === 'GET' && /^\/[\w-]+\.\w+$/.test(c.req.path) ? serve(c, next) : next();
}

function loadContext(c: Context<Bindings>): AppLoadContext {
  let signal: AbortSignal | undefined;
  return {
    requestId: c.req.header('X-Request-Id')?.slice(0, 64) ?? randomUUID(),
    nonce: randomBytes(16).toString('base64'),
    clientAddress: clientAddress(c.env.incoming),
    runs,
    isSecure: isSecure(c.req.raw),
    // Made for those who ask: few requests last long enough to be given up.
    get signal() {
      signal ??= closing(c.env.outgoing);
      return signal;
    },
  };
}

/** Aborts when the client has gone. */
function closing(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  return gone.signal;
}

function withHeaders(response: Response, context: AppLoadContext): void {
  if (isProduction) {
    for (const [name, value] of Object.entries(securityHeaders(context.nonce, context.isSecure))) {
      // A route may have a policy of its own, such as a letter in its frame.
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
  }
  if (context.retryAfter) response.headers.set('Retry-After', String(context.retryAfter));
  response.headers.set('X-Request-Id', context.requestId);
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'private, no-store');
}

/** The HTTP server with its gate, not yet listening. */
export function createHttpServer(limit = env().MAX_IN_FLIGHT): { server: Server; gate: Gate } {
  const gate = new Gate(limit);
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 120_000 }, (request, response) => {
    if (gate.admit(request, response)) void listener(request, response);
  });
  server.on('connection', noteArrival);
  return { server, gate };
}

/**
 * Serves until told to stop. What keeps it from starting ends in one sentence; a stop lets every request that came in
 * finish first.
 */
export async function start(): Promise<void> {
  try {
    const settings = env();
    const running = await prepare(settings);
    const { server, gate } = createHttpServer(settings.MAX_IN_FLIGHT);
    await listen(server, settings.PORT, settings.HOST);
    stopOnSignal({ server, gate, runs, running });
    announce(server, running);
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  }
}
