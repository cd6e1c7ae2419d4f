import type { ChatMessage } from '../ai/message.ts';
import { IconButton } from '../ui/button.tsx';

/** Turning between what was said in the same place: edited questions, answers that were asked for again. */
export function Branches({ message, onTurn }: { message: ChatMessage; onTurn: (messageId: string) => void }) {
  const siblings = message.metadata?.siblings ?? [];
  const at = siblings.indexOf(message.id);
  if (siblings.length < 2 || at < 0) return null;
  const turn = (step: number) => {
    const to = siblings[at + step];
    if (to) onTurn(to);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend, and these are buttons without a form
    <span className="branches needs-script" role="group" aria-label="Versions">
      <IconButton
        icon="chevron-left"
        label="Earlier version"
        size="small"
        disabled={at === 0}
        onClick={() => turn(-1)}
      />
      <span className="num">
        {at + 1} / {siblings.length}
      </span>
      <IconButton
        icon="chevron-right"
        label="Later version"
        size="small"
        disabled={at === siblings.length - 1}
        onClick={() => turn(1)}
      />
    </span>
  );
}
