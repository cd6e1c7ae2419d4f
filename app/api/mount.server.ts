import type { AppLoadContext } from '@remix-run/node';
import type { Context, Hono } from 'hono';
import { notFound } from '../errors/refusal.ts';
import { answerProblem } from './answer.server.ts';
import { jwks, login, logout, me, refresh } from './auth-doors.server.ts';
import type { ApiDoor, Call } from './gate.server.ts';

/** Where the doors of the modules are. */
export const apiBase = '/api/v1';

interface Mount {
  doors: readonly ApiDoor[];
  /** Puts what every answer carries on this one. */
  finish: (answer: Response, context: AppLoadContext) => void;
}

/** Puts the JSON API in front of the pages: it needs no cookies, no forms and no rendering. */
export function mountApi<B extends { Variables: { load: AppLoadContext } }>(
  app: Hono<B>,
  { doors, finish }: Mount,
): void {
  const to = (answer: (call: Call) => Promise<Response>) => async (c: Context<B>) => {
    const context = c.get('load');
    const response = await answer({ request: c.req.raw, params: c.req.param(), context });
    finish(response, context);
    return response;
  };
  app.post('/api/auth/login', to(login));
  app.post('/api/auth/refresh', to(refresh));
  app.post('/api/auth/logout', to(logout));
  app.get('/api/auth/me', to(me));
  app.get('/.well-known/jwks.json', to(jwks));
  for (const { method, path, answer } of doors) app.on(method, `${apiBase}/${path}`, to(answer));
  app.all(
    `${apiBase}/*`,
    to(async () => answerProblem(notFound('door of the API'))),
  );
}
