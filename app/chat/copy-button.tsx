import { useEffect, useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { toast } from '../ui/toast-store.ts';

export interface CopyButtonProps {
  label: string;
  /** Read when it is pressed. */
  text: string | ((button: HTMLElement) => string);
}

/** Puts something into the clipboard and says for a moment that it did. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(button: HTMLElement) {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text(button));
      setCopied(true);
    } catch {
      toast({
        message: 'The browser did not let it be copied. Select the text and copy it yourself.',
        tone: 'problem',
      });
    }
  }

  return (
    <IconButton
      icon={isCopied ? 'check' : 'copy'}
      label={isCopied ? 'Copied' : label}
      size="small"
      className="needs-script"
      onClick={(event) => copy(event.currentTarget)}
    />
  );
}

/** A table as spreadsheets take it: cells with tabs between them. */
export function tableText(table: HTMLTableElement | null | undefined): string {
  const rows = table ? [...table.rows] : [];
  return rows
    .map((row) => [...row.cells].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()).join('\t'))
    .join('\n');
}
