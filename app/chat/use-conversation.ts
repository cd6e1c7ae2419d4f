import { useEffect, useRef, useState } from 'react';
import type { ChatMessage, ShownChangeSet } from '../ai/message.ts';
import { toast } from '../ui/toast-store.ts';
import type { Client } from './chat-client.ts';
import type { Attachment, ConversationChange, Decision, Doors, OpenConversation } from './doors.ts';
import { DoorProblem, knock } from './doors.ts';
import type { MentionedRecord } from './drafts.ts';
import { type LateChat, useLateChat } from './late-chat.ts';
import { withChangeSets } from './parts.ts';
import type { PageContext } from './transport.ts';

/** What is said of a conversation beside its messages. A new one has no id yet. */
export type Facts = Omit<OpenConversation, 'messages' | 'live'>;

export interface Draft {
  text: string;
  attachments: readonly Attachment[];
  mentions: readonly MentionedRecord[];
  context?: PageContext;
  model?: string;
}

export interface UseConversationOptions {
  doors: Doors;
  /** Null: a new conversation, which is made when something is sent. */
  id: string | null;
  /** What is known already, from the server that drew the page. */
  opened?: OpenConversation;
  onCreated: (id: string) => void;
  /** The list of conversations is no longer what it was. */
  onChanged: () => void;
  /** Records of the business are no longer what they were: a change was done or taken back. */
  onWritten?: () => void;
}

const noFacts: Facts | null = null;

/** Everything one can do in one conversation, and its state. One component uses it for one conversation. */
export function useConversation({ doors, id, opened, onCreated, onChanged, onWritten }: UseConversationOptions) {
  const place = useRef(id);
  const making = useRef<ReturnType<Doors['create']>>();
  const [facts, setFacts] = useState(opened ? factsOf(opened) : noFacts);
  const [isLoading, setLoading] = useState(id !== null && !opened);
  const [loadProblem, setLoadProblem] = useState<string>();
  const unsent = useRef<{ id: string; same: string }>();
  const settled = useRef<() => void>(() => {});
  const { chat, state, follower } = useLateChat(
    {
      conversation: () => `${doors.base}/conversations/${place.current}`,
      onFinish: () => settled.current(),
      onData: ({ type, data }) => {
        if (type === 'data-title') {
          setFacts((known) => known && { ...known, conversation: { ...known.conversation, title: data.title } });
          onChanged();
        }
      },
    },
    opened?.messages ?? [],
  );
  const { messages, status, error } = state;
  const isBusy = status === 'submitted' || status === 'streaming';
  const hasEarlier = (messages[0]?.metadata?.parentId ?? null) !== null;
  const latest = useRef({ onCreated, onChanged, onWritten });
  latest.current = { onCreated, onChanged, onWritten };

  /** What the server knows takes the place of what was gathered here: ids, costs, branches, states of changes. */
  async function refresh(): Promise<OpenConversation | undefined> {
    const at = place.current;
    if (at === null) return undefined;
    const found = await doors.open(at);
    if (place.current !== at) return undefined;
    setFacts(factsOf(found));
    if (!chat.isBusy) chat.messages = withEarlier(chat.messages, found.messages);
    return found;
  }

  /** Looks again, and takes up what is being written. */
  async function catchUp(): Promise<void> {
    const found = await refresh();
    if (found?.live) await resume();
  }

  /** Follows the answer that is being written. */
  async function resume(): Promise<void> {
    await (await chat.client()).resumeStream();
  }

  settled.current = () => {
    latest.current.onChanged();
    // The state of the chat is set after this is told.
    setTimeout(() => refresh().catch(() => {}), 0);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the conversation that this was made for
  useEffect(() => {
    if (opened?.live) void resume().catch(said);
    if (opened || id === null) return;
    catchUp()
      .catch((problem: unknown) => setLoadProblem(wordsOf(problem)))
      .finally(() => setLoading(false));
    return () => void chat.known?.stop();
  }, []);

  useReturning(chat, error, () => void catchUp().catch(() => {}));

  /** The conversation's id. Two who ask at once, a file and the words beside it, are told of the same new one. */
  async function ensure(): Promise<string> {
    if (place.current !== null) return place.current;
    making.current ??= doors.create().finally(() => {
      making.current = undefined;
    });
    const { id: made } = await making.current;
    if (place.current === null) {
      place.current = made;
      latest.current.onCreated(made);
    }
    return made;
  }

  /**
   * Puts a message below an answer (null: at the beginning) and asks for the next one.
   * @returns false when it was refused or nobody was reached: then it is as if nothing had been said
   */
  async function say(draft: Draft, parentId: string | null): Promise<boolean> {
    const { text, attachments, mentions, context, model } = draft;
    const before = chat.messages;
    let client: Client;
    try {
      [client] = await Promise.all([chat.client(), ensure()]);
    } catch (problem) {
      said(problem);
      return false;
    }
    const files = attachments.map((each) => ({
      type: 'file' as const,
      mediaType: each.mediaType,
      filename: each.name,
      url: `${doors.base}/attachments/${each.id}`,
    }));
    // The same that is sent again after a failure may have arrived the first time: it keeps its id.
    const same = JSON.stringify([text, files.map(({ url }) => url)]);
    const id = unsent.current?.same === same ? unsent.current.id : crypto.randomUUID();
    await client.sendMessage(
      { id, role: 'user', metadata: { parentId, mentions }, parts: [...files, { type: 'text', text }] },
      { body: { ask: 'message', text, parentId, attachments: attachments.map((each) => each.id), context, model } },
    );
    const wasRefused = client.error instanceof DoorProblem;
    unsent.current = wasRefused ? { id, same } : undefined;
    if (wasRefused) chat.messages = before;
    return !wasRefused;
  }

  function parentOf(messageId: string): string | null {
    const at = chat.messages.findIndex((each) => each.id === messageId);
    return chat.messages[at]?.metadata?.parentId ?? chat.messages[at - 1]?.id ?? null;
  }

  function replaceChangeSets(changeSets: readonly ShownChangeSet[]): void {
    chat.messages = chat.messages.map((message) => withChangeSets(message, changeSets));
  }

  return {
    messages,
    follower,
    /** Somebody is about to do something here: what that needs is fetched meanwhile. */
    prepare: () => void chat.client().catch(() => {}),
    facts,
    isLoading,
    loadProblem,
    isBusy,
    hasEarlier,
    problem: error ? wordsOf(error) : undefined,
    isOffline: error instanceof DoorProblem ? error.status === 0 : error instanceof TypeError,
    ensure,
    refresh: () => refresh().catch(said),
    send: (draft: Draft) => say(draft, chat.messages.findLast(({ role }) => role === 'assistant')?.id ?? null),
    /** Says something else in its place: another branch of the conversation. */
    async edit(messageId: string, draft: Draft): Promise<boolean> {
      const before = chat.messages;
      const parentId = parentOf(messageId);
      chat.messages = before.slice(
        0,
        before.findIndex((each) => each.id === messageId),
      );
      const isSaid = await say(draft, parentId);
      if (!isSaid) chat.messages = before;
      return isSaid;
    },
    async retry(messageId: string): Promise<void> {
      await chat
        .client()
        .then((client) => client.regenerate({ messageId, body: { ask: 'retry', messageId } }))
        .catch(said);
    },
    /** The stream tells the message from its beginning, so it is taken up like one that was lost. */
    async goOn(messageId: string): Promise<void> {
      const body = JSON.stringify({ messageId });
      await knock(`${doors.base}/conversations/${place.current}/continue`, { method: 'POST', body })
        .then((response) => response.body?.cancel())
        .then(resume)
        .catch(said);
    },
    /** The messages that come before those that are here. */
    async readEarlier(): Promise<void> {
      const [first] = chat.messages;
      if (place.current === null || !first) return;
      const found = await doors.open(place.current, first.id).catch(said);
      if (found) chat.messages = [...found.messages, ...chat.messages];
    },
    async stop(): Promise<void> {
      if (place.current === null) return;
      await doors.stop(place.current).catch(said);
      // The server ends the stream; should its end get lost, this does.
      setTimeout(() => void (chat.isBusy && chat.known?.stop()), 2_000);
    },
    /** Shows another branch, the one that goes through this message. */
    async turnTo(messageId: string): Promise<void> {
      if (place.current === null) return;
      await doors.change(place.current, { leafId: messageId }).then(catchUp).catch(said);
    },
    async decide(decisions: readonly Decision[], allowTool?: string): Promise<void> {
      if (place.current === null) return;
      try {
        const { changeSets, live } = await doors.decide(place.current, decisions, allowTool);
        replaceChangeSets(changeSets);
        latest.current.onChanged();
        if (changeSets.some(({ status }) => status === 'applied')) latest.current.onWritten?.();
        if (live) await resume();
        else await refresh();
      } catch (problem) {
        said(problem);
        await refresh().catch(() => {});
      }
    },
    async undo(changeSetId: string): Promise<void> {
      await doors
        .undo(changeSetId)
        .then(({ changeSet }) => {
          replaceChangeSets([changeSet]);
          latest.current.onWritten?.();
        })
        .catch(said);
    },
    async change(change: ConversationChange): Promise<void> {
      const at = await ensure();
      await doors
        .change(at, change)
        .then(() => refresh())
        .then(latest.current.onChanged)
        .catch(said);
    },
  };
}

/** Newer messages below those that were read before them. */
function withEarlier(known: readonly ChatMessage[], found: ChatMessage[]): ChatMessage[] {
  const at = known.findIndex(({ id }) => id === found[0]?.id);
  return at > 0 ? [...known.slice(0, at), ...found] : found;
}

export type Conversation = ReturnType<typeof useConversation>;

function factsOf({ conversation, access, me }: OpenConversation): Facts {
  return { conversation, access, me };
}

/** An error in words for a person: a stream of the server's carries a sentence too. */
function wordsOf(problem: unknown): string {
  if (problem instanceof DoorProblem) return problem.message;
  if (problem instanceof TypeError)
    return 'The connection was lost. The answer goes on without you, and is here when you are back.';
  return problem instanceof Error && problem.message !== ''
    ? problem.message
    : 'That did not work. Try again in a moment.';
}

function said(problem: unknown): void {
  toast({ message: wordsOf(problem), tone: 'problem' });
}

/** When the connection comes back, so does the answer that was being written. */
function useReturning(chat: LateChat, error: Error | undefined, catchUp: () => void) {
  const again = useRef(catchUp);
  again.current = catchUp;
  const isLost = error instanceof TypeError;
  useEffect(() => {
    if (!isLost) return;
    let wait = 1_000;
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      if (chat.isBusy) return;
      if (navigator.onLine) again.current();
      wait = Math.min(wait * 2, 30_000);
      timer = setTimeout(look, wait);
    };
    timer = setTimeout(look, wait);
    window.addEventListener('online', look);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', look);
    };
  }, [isLost, chat]);
}
