import type { HttpBindings } from '@hono/node-server';
import type { AppLoadContext } from '@remix-run/node';
import type { Context, Next } from 'hono';
import { addressKey, limit, type Verdict } from './limit.server.ts';
import { type Rule, rulesFor } from './rules.ts';

type WithLoad = { Bindings: HttpBindings; Variables: { load: AppLoadContext } };

/**
 * Counts a request by its address against the rules for its path, before anything of it is read, and tells the client
 * where it stands (`RateLimit` and `RateLimit-Policy` of the IETF's draft). Reading pages is not counted.
 */
export async function limitRequests(c: Context<WithLoad>, next: Next): Promise<Response | undefined> {
  const found = rulesFor(c.req.method, c.req.path);
  if (found.length === 0) {
    await next();
    return undefined;
  }
  const key = addressKey(c.get('load').clientAddress);
  const counted = await Promise.all(found.map(async (rule) => ({ rule, verdict: await limit(rule, key) })));
  const refused = counted.find(({ verdict }) => !verdict.isAllowed);
  if (refused) return turnAway(c, counted, refused.verdict);
  await next();
  // A door may have counted by a rule of its own: both are told.
  for (const [name, value] of headersOf(counted)) c.res.headers.append(name, value);
  return undefined;
}

/** Requests that were counted, each by its rule. */
export type Counted = readonly { rule: Rule; verdict: Verdict }[];

function turnAway(c: Context<WithLoad>, counted: Counted, { resetMs }: Verdict): Response {
  const seconds = secondsOf(resetMs);
  const headers = {
    ...Object.fromEntries(headersOf(counted)),
    'Retry-After': String(seconds),
    'Cache-Control': 'no-store',
  };
  const message = `Too many requests came from your address. Wait ${seconds} seconds and try again.`;
  return c.req.path.startsWith('/api/')
    ? c.json({ error: { code: 'too-many', message } }, 429, headers)
    : c.text(message, 429, headers);
}

/** `"writes";q=600;w=60` says the rule, `"writes";r=599;t=42` what is left of it and until when, in seconds. */
export function headersOf(counted: Counted): [string, string][] {
  const policy = counted.map(({ rule, verdict }) => `"${rule.name}";q=${verdict.limit};w=${rule.windowMs / 1000}`);
  const state = counted.map(
    ({ rule, verdict }) => `"${rule.name}";r=${verdict.remaining};t=${secondsOf(verdict.resetMs)}`,
  );
  return [
    ['RateLimit-Policy', policy.join(', ')],
    ['RateLimit', state.join(', ')],
  ];
}

function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
