import { Icon } from '../ui/icons.tsx';
import { changeSetsOf } from './parts.ts';
import type { Conversation } from './use-conversation.ts';

/** What may be done in this conversation without asking, and the way to be asked again. */
export function AllowedTools({ conversation: { facts, messages, change } }: { conversation: Conversation }) {
  const allowed = facts?.access === 'own' ? facts.conversation.allowedTools : [];
  if (allowed.length === 0) return null;
  const labels = new Map(messages.flatMap(changeSetsOf).map(({ tool, label }) => [tool, label]));
  return (
    <ul className="chips" aria-label="Done here without asking">
      {allowed.map((tool) => {
        const label = labels.get(tool) ?? tool.replaceAll('_', ' ');
        return (
          <li key={tool} className="chip">
            <Icon name="check" />
            <span>{label} without asking</span>
            <button
              type="button"
              className="chip-x"
              aria-label={`Ask again before: ${label}`}
              title="Ask again"
              onClick={() => void change({ allowedTools: allowed.filter((each) => each !== tool) })}
            >
              <Icon name="x" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
