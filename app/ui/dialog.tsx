import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { usePlainId } from './form-context.ts';

export interface DialogProps {
  /** Open from the first render, it is served open and works as part of the page until the script makes it modal. */
  open: boolean;
  onClose: () => void;
  title: string;
  children?: ReactNode;
  /** Buttons at the foot. The last one is the one that goes on. */
  actions?: ReactNode;
  size?: 'wide';
  role?: 'dialog' | 'alertdialog';
}

/**
 * The browser's own modal dialog: it keeps the focus inside, gives it back, closes on Escape and hides the page behind it
 * from everyone.
 */
export function Dialog({ open, onClose, title, children, actions, size, role = 'dialog' }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const [isServedOpen] = useState(open);
  const titleId = usePlainId();
  useModal(box, open);

  const isAlert = role === 'alertdialog';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog already; the click is for the backdrop
    <dialog
      ref={box}
      open={isServedOpen || undefined}
      role={isAlert ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      className={cx('dialog', size && `dialog-${size}`)}
      onClose={onClose}
      onClick={(event) => !isAlert && isBackdrop(event) && box.current?.close()}
    >
      <div className="dialog-header">
        <h2 id={titleId}>{title}</h2>
        {!isAlert && <IconButton icon="x" label="Close" size="small" onClick={() => box.current?.close()} />}
      </div>
      <div className="dialog-body">{children}</div>
      {actions && <div className="dialog-actions">{actions}</div>}
    </dialog>
  );
}

/** Opens and closes a dialog as a modal one. */
export function useModal(box: React.RefObject<HTMLDialogElement>, open: boolean) {
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (!open) return void (dialog.open && dialog.close());
    if (dialog.matches(':modal')) return;
    // Not close(): that would tell the owner that the person closed it.
    dialog.removeAttribute('open');
    dialog.showModal();
  }, [box, open]);
}

function isBackdrop(event: MouseEvent<HTMLDialogElement>): boolean {
  if (event.target !== event.currentTarget) return false;
  const { left, right, top, bottom } = event.currentTarget.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}

export interface AlertDialogProps {
  open: boolean;
  title: string;
  children: ReactNode;
  /** The verb of what will happen, such as "Delete estimate". */
  confirm: string;
  /** Default "Cancel". */
  cancel?: string;
  danger?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** A question that must be answered before anything else. The safe answer has the focus. */
export function AlertDialog({ confirm, cancel = 'Cancel', danger, onConfirm, onCancel, ...props }: AlertDialogProps) {
  return (
    <Dialog
      {...props}
      role="alertdialog"
      onClose={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>{cancel}</Button>
          <Button variant={danger ? 'danger' : 'primary'} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    />
  );
}
