import { type AppLoadContext, data } from '@remix-run/node';
import { isBesideArchive, isConnectionError } from '#db/faults.server.ts';
import { isRefusal, Refusal, type RefusalCode } from '../errors/refusal.ts';
import { type FormFields, typedValues } from '../http/form.server.ts';
import type { FieldErrors, FormFailure } from '../values/result.ts';

/** What a boundary is given: enough to say what happened and what to do next. */
export interface RefusalData {
  code: string;
  message: string;
}

/** Runs a loader: a refusal becomes the page that says so, with its status. */
export async function answerLoader<T>(run: () => Promise<T>, context?: AppLoadContext): Promise<T> {
  try {
    return await run();
  } catch (error) {
    noteRetry(error, context);
    throw asThrown(error);
  }
}

/**
 * What a person cannot mend in the form. A stale form is among them because it may have been made elsewhere: shown again
 * with what it brought and a fresh token, a second click would send what a stranger wrote.
 */
const pages: ReadonlySet<RefusalCode> = new Set(['not-found', 'forbidden', 'unauthenticated', 'stale-form']);

/**
 * Runs an action. What a person can mend comes back to the form with what they typed; what they cannot (not theirs, not
 * allowed, not there) is a page.
 */
export async function answerAction<T>(
  fields: () => Promise<FormFields>,
  run: () => Promise<T>,
  context?: AppLoadContext,
) {
  try {
    return await run();
  } catch (error) {
    noteRetry(error, context);
    const refusal = asRefusal(error);
    if (!refusal || pages.has(refusal.code)) throw asThrown(error);
    return data(await failureOf(refusal, fields), { status: refusal.status });
  }
}

async function failureOf(
  refusal: Refusal,
  fields: () => Promise<FormFields>,
): Promise<FormFailure & { details: unknown }> {
  const values = await fields().then(typedValues, () => ({}));
  const fieldErrors = (refusal.details.fieldErrors ?? {}) as FieldErrors;
  return { ok: false, message: refusal.message, fieldErrors, values, details: refusal.details };
}

function asThrown(error: unknown): unknown {
  const refusal = asRefusal(error);
  if (!refusal) return error;
  const body: RefusalData = { code: refusal.code, message: refusal.message };
  return data(body, { status: refusal.status });
}

const besideArchive =
  'An archive is being brought into this business, so nothing was changed. Try again when it is there: an owner or admin sees how far it is.';

/** What an error says to whoever asked; null for one that says nothing: a mistake in the program. */
export function asRefusal(error: unknown): Refusal | null {
  if (isRefusal(error)) return error;
  if (isConnectionError(error))
    return new Refusal('busy', 'The database did not answer. Nothing was changed; please try again.');
  if (isBesideArchive(error)) return new Refusal('conflict', besideArchive);
  return null;
}

/** Remix drops the headers of a failed action on their way into a page, so the HTTP entry is told directly. */
function noteRetry(error: unknown, context: AppLoadContext | undefined): void {
  const refusal = asRefusal(error);
  if (!context || (refusal?.code !== 'busy' && refusal?.code !== 'too-many')) return;
  const { retryAfter } = refusal.details;
  context.retryAfter = typeof retryAfter === 'number' ? retryAfter : 1;
}
