import { log } from '../http/log.server.ts';
import { asRefusal } from '../tenancy/answer.server.ts';

/** What every door of the API says when it says no. `fields` tells what is wrong with each. */
interface Problem {
  error: { code: string; message: string; fields?: Record<string, string[]> };
}

/** The answer to what was thrown: the refusal's own sentence, or a plain one for a mistake of ours. */
export function answerProblem(error: unknown): Response {
  const refusal = asRefusal(error);
  if (!refusal) {
    log().error({ err: error }, 'a request of the API failed');
    const message = 'Something went wrong on our side. Please try again.';
    return answerJson({ error: { code: 'internal', message } } satisfies Problem, 500);
  }
  const { code, message, status, details } = refusal;
  const answer = answerJson(
    { error: { code, message, ...(isFilled(details.fieldErrors) && { fields: details.fieldErrors }) } },
    status,
  );
  if (status === 401) answer.headers.set('WWW-Authenticate', 'Bearer realm="candlefish"');
  if (code === 'too-many' || code === 'busy') answer.headers.set('Retry-After', String(details.retryAfter ?? 1));
  return answer;
}

export function answerJson(value: unknown, status = 200): Response {
  return answerText(JSON.stringify(value), status);
}

/** JSON that was written before. */
export function answerText(json: string, status = 200): Response {
  return new Response(json, {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}

function isFilled(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && Object.keys(fields).length > 0;
}
