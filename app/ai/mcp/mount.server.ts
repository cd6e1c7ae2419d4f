import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { AppLoadContext } from '@remix-run/node';
import type { Context, Hono } from 'hono';
import { answerProblem } from '../../api/answer.server.ts';
import { readBytes } from '../../api/body.server.ts';
import { Refusal } from '../../errors/refusal.ts';
import { ownAddress } from '../../http/address.server.ts';
import { mcpCaller } from './caller.server.ts';
import { revoke, token } from './grant.server.ts';
import { authorizationServer, protectedResource, register } from './oauth.server.ts';
import { mcpServer } from './server.server.ts';

interface Mount {
  /** Puts what every answer carries on this one. */
  finish: (answer: Response, context: AppLoadContext) => void;
}

/** Puts the tools at `/mcp` for programs, and beside it what they need to be let in. */
export function mountMcp<B extends { Variables: { load: AppLoadContext } }>(app: Hono<B>, { finish }: Mount): void {
  const to = (answer: (request: Request, context: AppLoadContext) => Promise<Response>) => async (c: Context<B>) => {
    const context = c.get('load');
    const response = await answer(c.req.raw, context).catch(answerProblem);
    finish(response, context);
    return response;
  };
  app.all('/mcp', to(serve));
  app.get(
    '/.well-known/oauth-protected-resource',
    to(async () => protectedResource()),
  );
  app.get(
    '/.well-known/oauth-protected-resource/mcp',
    to(async () => protectedResource()),
  );
  app.get(
    '/.well-known/oauth-authorization-server',
    to(async () => authorizationServer()),
  );
  app.post('/oauth/register', to(register));
  app.post('/oauth/token', to(token));
  app.post('/oauth/revoke', to(revoke));
}

/** One request of a program: no session is kept between them, so any process can answer the next. */
async function serve(request: Request, context: AppLoadContext): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405, headers: { Allow: 'POST' } });
  try {
    refuseOtherSites(request);
    const body = await readBytes(request);
    const who = await mcpCaller(request, body, context);
    const server = mcpServer(who);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    const again = new Request(request.url, { method: 'POST', headers: request.headers, body: Uint8Array.from(body) });
    return await transport.handleRequest(again).finally(() => server.close());
  } catch (error) {
    const answer = answerProblem(error);
    if (answer.status === 401) {
      const where = ownAddress('/.well-known/oauth-protected-resource/mcp');
      answer.headers.set('WWW-Authenticate', `Bearer realm="candlefish", resource_metadata="${where}"`);
    }
    return answer;
  }
}

/** A page of another site may reach a server on somebody's own computer by a name of its own (DNS rebinding). */
function refuseOtherSites(request: Request): void {
  const origin = request.headers.get('Origin');
  if (origin === null || origin === new URL(ownAddress('/')).origin) return;
  throw new Refusal('forbidden', 'Programs in pages of other sites are not let in.');
}
