import type { UIMessage, UIMessageChunk } from 'ai';
import type { Change, Finding, RecordLink, Showing, WriteEffect } from './tool.ts';

/** What a tool call answers with, as the page is given it. */
export type ToolAnswer =
  | ({ kind: 'finding' } & Pick<Finding, 'text' | 'records' | 'showings' | 'sources'>)
  | { kind: 'changes'; changeSet: ShownChangeSet };

export type ChangeSetStatus = 'proposed' | 'applied' | 'refused' | 'failed' | 'expired' | 'undone';

/** A change set as a person sees it. Its status is looked up when the conversation is opened, never taken from the page. */
export interface ShownChangeSet {
  id: string;
  tool: string;
  label: string;
  effect: WriteEffect;
  summary: string;
  changes: readonly Change[];
  fingerprint: string;
  /** Number of the member who asked for it: nobody else decides it. */
  askedBy: string;
  status: ChangeSetStatus;
  canUndo: boolean;
  /** ISO 8601. */
  expiresAt: string;
  /** Said of what became of it. */
  outcome?: { text: string; records?: readonly RecordLink[] };
}

/** What goes with a message beside its parts. */
export interface MessageFacts {
  model?: string;
  provider?: string;
  status?: 'complete' | 'streaming' | 'waiting' | 'stopped' | 'interrupted' | 'failed';
  problem?: string;
  inputTokens?: number;
  outputTokens?: number;
  costMicros?: number;
  firstTokenMs?: number;
  durationMs?: number;
  /** ISO 8601. */
  createdAt?: string;
  parentId?: string | null;
  /** The other children of its parent, itself among them, in order: the branches to turn to. */
  siblings?: readonly string[];
  author?: { id: string; name: string } | null;
  /** The records that a person named in it. */
  mentions?: readonly { label: string; href: string }[];
}

/** Data parts of our own: `data-show` is something to look at, `data-title` names the conversation (transient), `data-route` says that another model took over. */
export type DataParts = {
  show: Showing;
  title: { title: string };
  route: { from: string; to: string; because: string };
};

export type ChatMessage = UIMessage<MessageFacts, DataParts>;
export type ChatChunk = UIMessageChunk<MessageFacts, DataParts>;
