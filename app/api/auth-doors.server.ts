import { z } from 'zod';
import { noteAccess } from '../access/request.server.ts';
import type { Permission } from '../manifest.ts';
import { declaredPermissions } from '../tenancy/permissions.ts';
import { answerJson, answerProblem } from './answer.server.ts';
import { parseInput, parseJson, readBytes } from './body.server.ts';
import { identify, withCaller } from './caller.server.ts';
import type { Call } from './gate.server.ts';
import { closeGrant } from './grants.server.ts';
import { takeSignature } from './request-signature.server.ts';
import { answerInput, answerSecondStep, logIn, loginInput } from './sign-in.server.ts';
import { publishedKeys } from './signing-keys.server.ts';
import { renewTokens } from './token-session.server.ts';

const refreshInput = z.object({
  refreshToken: z.string({ error: 'Give the refresh token.' }).min(1, { error: 'Give the refresh token.' }).max(200),
});

/** `POST /api/auth/login`: `{ email, password, tenant? }`, or `{ challenge, code }` when a second step was asked for. */
export const login = door(async (call) => {
  const body = await bodyOf(call);
  const answer =
    'challenge' in body
      ? await answerSecondStep(visitorOf(call), parseInput(answerInput, body))
      : await logIn(visitorOf(call), parseInput(loginInput, body));
  return answerJson(answer);
});

/** `POST /api/auth/refresh`: `{ refreshToken }`. */
export const refresh = door(async (call) => {
  const input = parseInput(refreshInput, await bodyOf(call));
  return answerJson(await renewTokens(visitorOf(call), input.refreshToken));
});

/** `POST /api/auth/logout`: `{ refreshToken }`. Its access tokens end with it, at once. */
export const logout = door(async (call) => {
  const { refreshToken } = parseInput(refreshInput, await bodyOf(call));
  await closeGrant(refreshToken);
  return new Response(null, { status: 204 });
});

/** `GET /api/auth/me`: who calls, where, and what they may do. */
export const me = door(async ({ request, context }) => {
  const caller = await identify(request, context.clientAddress);
  if (caller.kind === 'key') await takeSignature({ ...caller, body: new Uint8Array() }, request);
  return withCaller(
    caller,
    context,
    async ({ member, key, tenant, hindrance }) => {
      const { id, slug, name, locale, timeZone, currency, units } = tenant;
      const permissions = declaredPermissions().filter((permission: Permission) => hindrance(permission) === null);
      return answerJson({
        user: member && { id: member.userId, name: member.name, email: member.email, role: member.role },
        key: key && { id: key.id, name: key.name, prefix: key.prefix, expiresAt: key.expiresAt },
        tenant: { id, slug, name, locale, timeZone, currency, units },
        permissions,
      });
    },
    { readOnly: true },
  );
});

/** `GET /.well-known/jwks.json`: the keys by which anybody checks our access tokens. */
export const jwks = door(async () => {
  const answer = answerJson(await publishedKeys());
  answer.headers.set('Content-Type', 'application/jwk-set+json');
  answer.headers.set('Cache-Control', 'public, max-age=300');
  return answer;
});

function door(answer: (call: Call) => Promise<Response>) {
  return (call: Call) => answer(call).catch(answerProblem);
}

async function bodyOf({ request }: Call): Promise<object> {
  return parseJson(request, await readBytes(request));
}

function visitorOf({ request, context }: Call) {
  noteAccess(context, {});
  return { request, address: context.clientAddress };
}
