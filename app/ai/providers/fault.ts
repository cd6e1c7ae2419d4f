import { type FaultKind, ModelFault } from '../model.ts';

/** What the SDKs' errors have in common; both are made from the same generator. */
interface SdkError {
  name?: string;
  status?: unknown;
  headers?: unknown;
  /** Of the body: `overloaded_error`, `context_length_exceeded`. */
  type?: unknown;
  code?: unknown;
  error?: unknown;
  message?: unknown;
  cause?: unknown;
}

/**
 * Why a provider's SDK threw, in the terms that routing decides by. The sentence names the provider and never quotes what
 * it answered: that may carry the request.
 */
export function faultOf(error: unknown, provider: string): ModelFault {
  if (error instanceof ModelFault) return error;
  const found = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const kind = kindOf(found);
  return new ModelFault(kind, sentences[kind](provider), { retryAfterMs: retryAfterOf(found.headers), cause: error });
}

export const sentences: Record<FaultKind, (provider: string) => string> = {
  'rate-limited': (provider) => `${provider} takes no more requests for the moment.`,
  overloaded: (provider) => `${provider} is overloaded.`,
  'timed-out': (provider) => `${provider} did not answer in time.`,
  unreachable: (provider) => `${provider} could not be reached.`,
  refused: (provider) => `${provider} declined to answer this.`,
  'bad-key': (provider) => `${provider} does not accept the key.`,
  'too-long': (provider) => `This is more than the model of ${provider} can read at once.`,
  invalid: (provider) => `${provider} did not accept the request.`,
  broken: (provider) => `The answer of ${provider} broke off.`,
  aborted: () => 'The answer was stopped.',
};

function kindOf(error: SdkError): FaultKind {
  const named = kindOfName(error);
  if (named) return named;
  const told = kindOfCode(codesOf(error));
  if (told) return told;
  return typeof error.status === 'number' ? kindOfStatus(error) : kindOfConnection(error);
}

/** The SDKs' own errors are told by their class: their `name` is just `Error`. */
function kindOfName(error: SdkError): FaultKind | null {
  const names = [error.name, error.constructor.name];
  if (names.includes('APIUserAbortError') || names.includes('AbortError')) return 'aborted';
  if (names.includes('APIConnectionTimeoutError') || names.includes('TimeoutError')) return 'timed-out';
  return names.includes('SyntaxError') ? 'broken' : null;
}

/** docs: platform.claude.com/docs/en/api/errors and developers.openai.com/api/docs/guides/error-codes */
const codes: Record<string, FaultKind> = {
  overloaded_error: 'overloaded',
  server_is_overloaded: 'overloaded',
  rate_limit_error: 'rate-limited',
  rate_limit_exceeded: 'rate-limited',
  insufficient_quota: 'rate-limited',
  billing_error: 'rate-limited',
  authentication_error: 'bad-key',
  permission_error: 'bad-key',
  invalid_api_key: 'bad-key',
  request_too_large: 'too-long',
  context_length_exceeded: 'too-long',
  timeout_error: 'timed-out',
  not_found_error: 'invalid',
  model_not_found: 'invalid',
  content_policy_violation: 'refused',
  content_filter: 'refused',
  api_error: 'broken',
  server_error: 'broken',
};

function codesOf(error: SdkError): unknown[] {
  const body = isObject(error.error) ? error.error : {};
  const inner = isObject(body.error) ? body.error : {};
  return [error.code, error.type, body.code, body.type, inner.code, inner.type];
}

function kindOfCode(found: unknown[]): FaultKind | null {
  for (const code of found) {
    const kind = typeof code === 'string' ? codes[code] : undefined;
    if (kind) return kind;
  }
  return null;
}

function kindOfStatus({ status, message }: SdkError): FaultKind {
  const text = typeof message === 'string' ? message : '';
  if (status === 400 && /too long|context length|maximum context|too many tokens/i.test(text)) return 'too-long';
  if (status === 401 || status === 403) return 'bad-key';
  if (status === 402 || status === 429) return 'rate-limited';
  if (status === 408 || status === 504) return 'timed-out';
  if (status === 413) return 'too-long';
  if (status === 503 || status === 529) return 'overloaded';
  return typeof status === 'number' && status >= 500 ? 'broken' : 'invalid';
}

/** Without a status there was no answer, or it ended in the middle. */
function kindOfConnection(error: SdkError): FaultKind {
  const texts: string[] = [];
  for (let at: unknown = error; isObject(at) && texts.length < 10; at = at.cause) {
    texts.push(String(at.code ?? ''), String(at.message ?? ''));
  }
  const text = texts.join(' ');
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT|fetch failed|Connection error/i.test(text)) {
    return 'unreachable';
  }
  return 'broken';
}

/** Seconds, or a date (RFC 9110), or the milliseconds that OpenAI sends beside them. */
function retryAfterOf(headers: unknown): number | undefined {
  if (!(headers instanceof Headers)) return undefined;
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const text = headers.get('retry-after');
  if (!text) return undefined;
  const seconds = Number(text);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
