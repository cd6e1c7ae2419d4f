import { type MouseEvent, useRef, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { AlertDialog } from './dialog.tsx';

export type ConfirmButtonProps = Omit<ButtonProps, 'onClick' | 'type'> & {
  question: string;
  /** What follows from it. */
  consequence: string;
  /** The verb on the button that does it. */
  confirm: string;
};

/** Sends the form around it after a question. Without a script it sends at once, so what it does should have an undo. */
export function ConfirmButton({ question, consequence, confirm, ...button }: ConfirmButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const own = useRef<HTMLButtonElement>(null);

  function ask(event: MouseEvent) {
    event.preventDefault();
    setAsking(true);
  }

  function go() {
    setAsking(false);
    own.current?.form?.requestSubmit(own.current);
  }

  return (
    <>
      <Button ref={own} {...button} type="submit" onClick={ask} />
      <AlertDialog
        open={isAsking}
        title={question}
        confirm={confirm}
        danger={button.variant === 'danger'}
        onConfirm={go}
        onCancel={() => setAsking(false)}
      >
        <p>{consequence}</p>
      </AlertDialog>
    </>
  );
}
