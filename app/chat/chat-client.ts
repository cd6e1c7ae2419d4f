import { Chat, useChat } from '@ai-sdk/react';
import { useLayoutEffect } from 'react';
import type { ChatMessage } from '../ai/message.ts';
import type { ChatOptions, ChatState } from './late-chat.ts';
import { conversationTransport } from './transport.ts';

export type Client = Chat<ChatMessage>;

/** The AI SDK's chat over the doors of a conversation, with the messages that the page shows already. */
export function makeClient({ conversation, ...options }: ChatOptions, messages: ChatMessage[]): Client {
  return new Chat<ChatMessage>({
    ...options,
    messages,
    generateId: () => crypto.randomUUID(),
    transport: conversationTransport(conversation),
  });
}

/** Follows a chat, and draws nothing. */
export default function FollowChat({ client, onState }: { client: Client; onState: (state: ChatState) => void }) {
  const { messages, status, error } = useChat({ chat: client, throttle: 50 });
  useLayoutEffect(() => onState({ messages, status, error }), [messages, status, error, onState]);
  return null;
}
