import type { ChatMessage, ShownChangeSet, ToolAnswer } from '../ai/message.ts';
import type { RecordLink } from '../ai/tool.ts';
import type { Attachment } from './doors.ts';

export type Part = ChatMessage['parts'][number];
export type ToolPart = Extract<Part, { type: 'dynamic-tool' }>;

/** What a finished tool answered; undefined while it runs, when it failed, and for what has another shape. */
export function answerOf(part: ToolPart): ToolAnswer | undefined {
  const output: unknown = part.state === 'output-available' ? part.output : undefined;
  const isAnswer = typeof output === 'object' && output !== null && 'kind' in output;
  return isAnswer && (output.kind === 'finding' || output.kind === 'changes') ? (output as ToolAnswer) : undefined; // its two kinds, from our own server
}

export function changeSetOf(part: Part): ShownChangeSet | undefined {
  const answer = part.type === 'dynamic-tool' ? answerOf(part) : undefined;
  return answer?.kind === 'changes' ? answer.changeSet : undefined;
}

/** The change sets of a message, in the order they were proposed. */
export function changeSetsOf({ parts }: ChatMessage): ShownChangeSet[] {
  return parts.map(changeSetOf).filter((each) => each !== undefined);
}

/** The message with newer states of its change sets. */
export function withChangeSets(message: ChatMessage, newer: readonly ShownChangeSet[]): ChatMessage {
  const fresh = new Map(newer.map((each) => [each.id, each]));
  if (!changeSetsOf(message).some(({ id }) => fresh.has(id))) return message;
  return {
    ...message,
    parts: message.parts.map((part) => {
      const known = changeSetOf(part);
      const changeSet = known && fresh.get(known.id);
      return changeSet && part.type === 'dynamic-tool' && part.state === 'output-available'
        ? { ...part, output: { kind: 'changes', changeSet } }
        : part;
    }),
  };
}

/** Whether a change set may still be decided on at this moment. */
export function isOpen({ status, expiresAt }: ShownChangeSet, now: number): boolean {
  return status === 'proposed' && Date.parse(expiresAt) > now;
}

export function textOf({ parts }: ChatMessage): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** The files that went with what a person said. */
export function attachmentsOf({ role, parts }: ChatMessage): Attachment[] {
  if (role !== 'user') return [];
  return parts.flatMap((part) => {
    const id = part.type === 'file' && /\/attachments\/([0-9a-f-]{36})$/.exec(part.url)?.[1];
    return id ? [{ id, name: part.filename ?? 'File', mediaType: part.mediaType }] : [];
  });
}

/** The ids of all files that were given to a conversation. */
export function attachmentIds(messages: readonly ChatMessage[]): ReadonlySet<string> {
  return new Set(messages.flatMap(attachmentsOf).map(({ id }) => id));
}

/** The records that tools found and that the answer does not link to in its own words. */
export function recordsOf(message: ChatMessage): RecordLink[] {
  const said = textOf(message);
  const found = message.parts.flatMap((part) => {
    const answer = part.type === 'dynamic-tool' ? answerOf(part) : undefined;
    return answer?.kind === 'finding' ? (answer.records ?? []) : [];
  });
  const fresh = found.filter(({ href }) => !said.includes(`(${href})`));
  return [...new Map(fresh.map((record) => [record.href, record])).values()];
}

/** The words of each source that the answer rests on, once, in the order of the tools that found them. */
export function sourcesOf({ parts }: ChatMessage) {
  const found = parts.flatMap((part) => {
    const answer = part.type === 'dynamic-tool' ? answerOf(part) : undefined;
    return answer?.kind === 'finding' ? (answer.sources ?? []) : [];
  });
  return [...new Map(found.map((source) => [`${source.href} ${source.quote}`, source])).values()];
}

/** Says what became of an input that a tool was called with: `paintbox_find_clients` when the tool's own label is not known. */
export function toolLabel(part: ToolPart): string {
  const named = part.title ?? part.toolName.replace(/^[a-z]+_/, '').replaceAll('_', ' ');
  return named.charAt(0).toUpperCase() + named.slice(1);
}
