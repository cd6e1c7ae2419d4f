import type { Permission } from '../../manifest.ts';
import type { StoredPart, ToolPart } from './parts.ts';
import type { MessageRow } from './tree.server.ts';

/** What decides what somebody is shown of a conversation: their own permissions now, whoever asked then. */
export interface Sight {
  can(permission: Permission): boolean;
  permissionOf(tool: string): Permission | undefined;
}

const hiddenAnswer = 'This answer rests on something that you may not see.';
const hiddenResult = 'You may not see what was found here.';

/**
 * The messages of a branch as somebody may see them. A tool's result is hidden from whoever may not use that tool, and from
 * there on all answers are as well, since each may repeat what was found; what people wrote themselves stays. A page and a
 * model that answers for somebody are given the same.
 * @param isHidden an earlier message of the branch already held something hidden
 */
export function asSeenBy(sight: Sight, messages: readonly MessageRow[], isHidden = false): MessageRow[] {
  let hides = isHidden;
  return messages.map((message) => {
    if (message.role === 'user') return message;
    const parts: StoredPart[] = [];
    for (const part of message.parts) {
      hides ||= part.type === 'dynamic-tool' && !maySee(sight, part);
      parts.push(hides ? hidden(part) : part);
    }
    return hides ? { ...message, parts: once(parts), text: '' } : message;
  });
}

/** True when nothing in these messages is hidden from somebody. */
export function seesAll(sight: Sight, messages: readonly MessageRow[]): boolean {
  return messages.every(({ parts }) => parts.every((part) => part.type !== 'dynamic-tool' || maySee(sight, part)));
}

/** True when somebody may see what a tool answered. */
export function maySee({ can, permissionOf }: Sight, part: ToolPart): boolean {
  const permission = permissionOf(part.toolName);
  if (permission === undefined || !can(permission)) return false;
  if (part.state !== 'output-available' || part.output.kind !== 'finding') return true;
  return (part.output.permissions ?? []).every(can);
}

function hidden(part: StoredPart): StoredPart {
  if (part.type === 'text' || part.type === 'reasoning') return { type: 'text', text: hiddenAnswer };
  if (part.type !== 'dynamic-tool') return part;
  const { type, toolName, toolCallId, title } = part;
  return { type, toolName, toolCallId, title, input: {}, state: 'output-error', errorText: hiddenResult };
}

/** The sentence stands once in a message. */
function once(parts: readonly StoredPart[]): StoredPart[] {
  const first = parts.findIndex((part) => part.type === 'text' && part.text === hiddenAnswer);
  return parts.filter((part, at) => at <= first || !(part.type === 'text' && part.text === hiddenAnswer));
}
