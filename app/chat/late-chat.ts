import type { ChatInit, ChatStatus } from 'ai';
import { createElement, lazy, type ReactNode, Suspense, startTransition, useState } from 'react';
import type { ChatMessage } from '../ai/message.ts';
import type { Client } from './chat-client.ts';
import { DoorProblem } from './doors.ts';
import { fetchScript } from './fetch-script.ts';
import { fetchReader } from './markdown.tsx';

export interface ChatState {
  messages: ChatMessage[];
  status: ChatStatus;
  error: Error | undefined;
}

export interface ChatOptions extends Pick<ChatInit<ChatMessage>, 'onFinish' | 'onData'> {
  /** The conversation's address, which a new one has only once something was sent. */
  conversation: () => string;
}

const fetchChat = fetchScript(async () => {
  const { makeClient, default: FollowChat } = await import('./chat-client.ts');
  return { makeClient, default: FollowChat };
});

/** With what draws the answers that it brings. */
async function fetchClient() {
  const [{ makeClient, default: FollowChat }] = await Promise.all([fetchChat(), fetchReader()]);
  return { makeClient, default: FollowChat };
}

const FollowChat = lazy(fetchClient);

/**
 * A chat whose client comes when it is first needed: reading and writing need none of it, and it is more than all the rest of
 * the page. Until then the messages are those that the page was drawn with.
 */
export class LateChat {
  readonly #options: ChatOptions;
  readonly #onState: (state: ChatState) => void;
  #messages: ChatMessage[];
  #client: Client | undefined;
  #coming: Promise<Client> | undefined;

  constructor(options: ChatOptions, messages: ChatMessage[], onState: (state: ChatState) => void) {
    this.#options = options;
    this.#messages = messages;
    this.#onState = onState;
  }

  /** The client, once it was needed. */
  get known(): Client | undefined {
    return this.#client;
  }

  get messages(): ChatMessage[] {
    return this.#client?.messages ?? this.#messages;
  }

  set messages(messages: ChatMessage[]) {
    if (this.#client) this.#client.messages = messages;
    else {
      this.#messages = messages;
      this.#onState({ messages, status: 'ready', error: undefined });
    }
  }

  get isBusy(): boolean {
    const status = this.#client?.status;
    return status === 'submitted' || status === 'streaming';
  }

  /**
   * Fetches the client.
   * @throws DoorProblem when it cannot be reached; the next call tries again
   */
  client(): Promise<Client> {
    this.#coming ??= this.#fetch().catch(() => {
      this.#coming = undefined;
      throw new DoorProblem(0, 'There is no connection. Try again in a moment.');
    });
    return this.#coming;
  }

  async #fetch(): Promise<Client> {
    const { makeClient } = await fetchClient();
    this.#client = makeClient(this.#options, this.#messages);
    this.#onState({ messages: this.#messages, status: 'ready', error: undefined });
    return this.#client;
  }
}

/** @returns the chat, its state, and what must be drawn somewhere so that the state follows it */
export function useLateChat(
  options: ChatOptions,
  messages: ChatMessage[],
): { chat: LateChat; state: ChatState; follower: ReactNode } {
  const [state, setState] = useState<ChatState>({ messages, status: 'ready', error: undefined });
  // What the server drew is taken over first: React throws away what changes before its reader has come.
  const [follow] = useState(() => (next: ChatState) => startTransition(() => setState(next)));
  const [chat] = useState(() => new LateChat(options, messages, follow));
  const { known: client } = chat;
  const follower = client && createElement(Suspense, null, createElement(FollowChat, { client, onState: follow }));
  return { chat, state, follower };
}
