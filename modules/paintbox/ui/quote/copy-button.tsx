import { useState } from 'react';
import { Button } from '#app/ui/button.tsx';

interface CopyButtonProps {
  text: string;
  variant: 'primary' | 'secondary';
  children: string;
}

/** Puts a text on the clipboard and says so. Without a script the text beside it is selected by one click instead. */
export function CopyButton({ text, variant, children }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');

  function copy() {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  }

  return (
    <>
      <Button className="needs-script" icon={state === 'copied' ? 'check' : 'copy'} variant={variant} onClick={copy}>
        {state === 'copied' ? 'Copied' : children}
      </Button>
      <span className="sr-only" role="status">
        {state === 'copied' && 'The link was copied.'}
      </span>
      {state === 'failed' && <span className="text-sm text-ink-soft">Select the link and copy it by hand.</span>}
    </>
  );
}
