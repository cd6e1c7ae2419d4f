import { type ChatTransport, DefaultChatTransport } from 'ai';
import type { ChatMessage } from '../ai/message.ts';
import { DoorProblem, knock } from './doors.ts';

/** What goes with a message beside its words. */
export interface PageContext {
  path: string;
  title: string;
  mentions: readonly { label: string; href: string }[];
}

/** What is posted; `useChat` carries it from where it is asked to where it is sent. */
export type Asked =
  | {
      ask: 'message';
      text: string;
      parentId: string | null;
      attachments: readonly string[];
      context?: PageContext;
      model?: string;
    }
  | { ask: 'retry'; messageId: string };

/**
 * How the chat of the AI SDK reaches the doors of a conversation: it sends what is new and not the history, which the server
 * has, and takes up a running answer from its beginning.
 * @param conversation the conversation's address, which a new one has only once something was sent
 */
export function conversationTransport(conversation: () => string): ChatTransport<ChatMessage> {
  return new DefaultChatTransport<ChatMessage>({
    fetch: (url, init) => knock(url, init),
    prepareSendMessagesRequest: ({ messages, body }) => {
      const asked = body as Asked | undefined; // given to sendMessage and regenerate by the conversation, nowhere else
      if (!asked) throw new DoorProblem(0, 'There is nothing to send.');
      const { ask, ...posted } = asked;
      if (ask === 'message') return { api: `${conversation()}/messages`, body: { id: messages.at(-1)?.id, ...posted } };
      return { api: `${conversation()}/${ask}`, body: posted };
    },
    prepareReconnectToStreamRequest: () => ({ api: `${conversation()}/stream` }),
  });
}
