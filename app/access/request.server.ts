import type { AppLoadContext } from '@remix-run/node';
import { recordAccess } from './access-log.server.ts';

/** What the gates of a request found out about it. */
interface Noted {
  tenantId?: string | null;
  userId?: string | null;
  /** Which personal data was shown or handed out, such as `clients`. */
  personalData?: string;
}

const noted = new WeakMap<AppLoadContext, Noted>();

/** Tells the access log who is behind a request. Called by the gates. */
export function noteAccess(context: AppLoadContext, found: Noted): void {
  noted.set(context, { ...noted.get(context), ...found });
}

/**
 * Records a request that was answered: every one of the API, every one that came into a tenant or an account, and every
 * one that tried to change something. Reading public pages is nobody's business.
 */
export function recordRequest(
  context: AppLoadContext,
  request: { method: string; path: string; status: number; startedAt: number },
): void {
  const found = noted.get(context);
  const page = request.path.replace(/\.data$/, '');
  if (!found && !isRecorded(request.method, page)) return;
  recordAccess({
    at: new Date(),
    kind: found?.personalData ? 'personal-data' : kindOf(request.method, page),
    tenantId: found?.tenantId ?? null,
    userId: found?.userId ?? null,
    method: request.method.slice(0, 10),
    path: withoutSecrets(page),
    status: request.status,
    milliseconds: Math.round(performance.now() - request.startedAt),
    address: context.clientAddress,
    requestId: context.requestId,
    detail: found?.personalData ?? null,
  });
}

function isRecorded(method: string, page: string): boolean {
  if (page === '/api/health' || page === '/api/csp-report') return false;
  return page.startsWith('/api/') || (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS');
}

function kindOf(method: string, page: string): 'sign-in' | 'request' {
  return method === 'POST' && /^\/(sign-(in|up|out)|passkey|api\/auth)(\/|$)/.test(page) ? 'sign-in' : 'request';
}

/** A link's path is its secret: what is long and unguessable in it is not written down. */
function withoutSecrets(path: string): string {
  return path.slice(0, 300).replace(/[\w-]{40,}/g, '…');
}
