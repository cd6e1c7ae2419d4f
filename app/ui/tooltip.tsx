import { cloneElement, type KeyboardEvent, type ReactElement, useState } from 'react';
import { usePlainId } from './form-context.ts';

export interface TooltipProps {
  /** A few words more. Never the only place where something needed is said. */
  text: string;
  /** A link, a button or a control: what can be reached without a mouse. */
  children: ReactElement<{ 'aria-describedby'?: string }>;
}

/** Shown on hover and on focus; Escape puts it away, and the pointer may rest on it. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = usePlainId();
  const [isDismissed, setDismissed] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard from the control inside
    <span
      className="tip"
      data-dismissed={isDismissed || undefined}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && setDismissed(true)}
      onMouseLeave={() => setDismissed(false)}
      onBlur={() => setDismissed(false)}
    >
      {cloneElement(children, { 'aria-describedby': id })}
      <span role="tooltip" id={id} className="tip-text">
        {text}
      </span>
    </span>
  );
}
