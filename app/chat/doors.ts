import type { ChatMessage, ShownChangeSet } from '../ai/message.ts';
import { csrfHeaders } from '../ui/csrf.tsx';

/** The doors of the conversations of one business, as a page calls them. */
export interface Doors {
  /** Where they stand, without a slash at the end. */
  base: string;
  list(asked: { search?: string; before?: string }): Promise<ConversationPage>;
  create(): Promise<{ id: string }>;
  /** @param before a message: those that come before it, in place of the newest */
  open(id: string, before?: string): Promise<OpenConversation>;
  change(id: string, change: ConversationChange): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  stop(id: string): Promise<unknown>;
  decide(id: string, decisions: readonly Decision[], allowTool?: string): Promise<Decided>;
  undo(changeSetId: string): Promise<{ changeSet: ShownChangeSet }>;
  attach(id: string, file: File, watch: AttachWatch): Promise<Attachment>;
  mentions(query: string, signal: AbortSignal): Promise<{ mentions: Mention[] }>;
  suggestions(path: string): Promise<{ suggestions: string[] }>;
}

export interface ConversationRow {
  id: string;
  title: string;
  /** ISO 8601. */
  pinnedAt: string | null;
  /** ISO 8601. */
  lastMessageAt: string;
  isOwn: boolean;
  openTo: 'nobody' | 'read' | 'write';
  model: string | null;
}

export interface ConversationPage {
  conversations: ConversationRow[];
  next: string | null;
}

export interface Share {
  userId: string;
  access: 'read' | 'write';
}

export interface OpenConversation {
  conversation: ConversationRow & { allowedTools: string[]; shares?: Share[] };
  messages: ChatMessage[];
  /** The message before which there are more. */
  earlier?: string | null;
  /** An answer is being written right now. */
  live: boolean;
  access: 'own' | 'read' | 'write';
  /** Number of the member who reads it. */
  me: string;
}

export interface ConversationChange {
  title?: string;
  pinned?: boolean;
  model?: string | null;
  openTo?: 'nobody' | 'read' | 'write';
  shares?: readonly Share[];
  leafId?: string;
  allowedTools?: readonly string[];
}

export interface Decision {
  id: string;
  fingerprint: string;
  decision: 'approve' | 'refuse';
  input?: unknown;
}

export interface Decided {
  changeSets: ShownChangeSet[];
  /** The answer goes on. */
  live: boolean;
}

export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
}

export interface AttachWatch {
  signal: AbortSignal;
  /** From 0 to 1. */
  onProgress: (done: number) => void;
}

export interface Mention {
  label: string;
  href: string;
  /** Such as `Client`. */
  detail?: string;
}

/** A door did not do what it was asked. `message` is for the person. */
export class DoorProblem extends Error {
  override name = 'DoorProblem';
  /** 0 when nobody answered. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function doorsOf(tenantSlug: string): Doors {
  const base = `/t/${tenantSlug}/assistant/api`;
  const get = <Answer>(path: string, signal?: AbortSignal) => call<Answer>(`${base}${path}`, { signal });
  const send = <Answer>(method: string, path: string, body?: unknown) =>
    call<Answer>(`${base}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return {
    base,
    list: (asked) => get(`/conversations?${new URLSearchParams(given(asked))}`),
    create: () => send('POST', '/conversations', {}),
    open: (id, before) => get(`/conversations/${id}${before ? `?before=${before}` : ''}`),
    change: (id, change) => send('PATCH', `/conversations/${id}`, change),
    remove: (id) => send('DELETE', `/conversations/${id}`),
    stop: (id) => send('POST', `/conversations/${id}/stop`, {}),
    decide: (id, decisions, allowTool) => send('POST', `/conversations/${id}/changes`, { decisions, allowTool }),
    undo: (id) => send('POST', `/changes/${id}/undo`, {}),
    attach: (id, file, watch) => upload(`${base}/conversations/${id}/attachments`, file, watch),
    mentions: (query, signal) => get(`/mentions?${new URLSearchParams({ q: query })}`, signal),
    suggestions: (path) => get(`/suggestions?${new URLSearchParams({ path })}`),
  };
}

function given(asked: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]));
}

/** The shape of each answer is said by the type of its door. */
async function call<Answer>(url: string, init: RequestInit): Promise<Answer> {
  const response = await knock(url, init);
  return (response.status === 204 ? undefined : await response.json()) as Answer; // our own server's word
}

/**
 * `fetch` for the doors: what did not work is thrown as a {@link DoorProblem} in words of the server, or of ours when there were none.
 */
export async function knock(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Accept', 'application/json, text/event-stream');
  headers.set('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(csrfHeaders())) headers.set(name, value);
  const response = await fetch(url, { ...init, redirect: 'manual', headers }).catch((error: unknown) => {
    throw isAbort(error) ? error : new DoorProblem(0, offline);
  });
  if (response.ok) return response;
  throw new DoorProblem(response.status, wordsOf(response.status, await response.text().catch(() => '')));
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

const offline = 'There is no connection. What you wrote is kept; send it again when you are back.';

/** What a refusal says, or a sentence of ours when it says nothing. */
function wordsOf(status: number, body: string): string {
  if (status === 0 || status === 302 || status === 401)
    return 'You were signed out. Sign in again; what you wrote is kept.';
  const words = messageIn(body);
  if (words) return words;
  if (status === 429) return 'That was a lot in a short time. Wait a moment and send it again.';
  if (status === 413) return 'That is too large.';
  return 'That did not work. Try again in a moment.';
}

/** Refusals are `{"error": {"message": ...}}`; a proxy, or a server that is going down, answers something else. */
function messageIn(body: string): string | undefined {
  try {
    const said: { error?: { message?: unknown } } | null = JSON.parse(body);
    const message = said?.error?.message;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch` does not say how far a file has come, so it goes the older way. */
function upload(url: string, file: File, { signal, onProgress }: AttachWatch): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new DoorProblem(0, offline));
    request.onabort = () => reject(new DOMException('Given up', 'AbortError'));
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(new DoorProblem(request.status, wordsOf(request.status, request.responseText)));
    };
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
