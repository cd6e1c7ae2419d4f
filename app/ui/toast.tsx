import { Form } from '@remix-run/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './button.tsx';
import { CsrfField } from './csrf.tsx';
import { cx } from './cx.ts';
import { Icon } from './icons.tsx';
import { currentToasts, dismissToast, type Flash, onToastsChange, shownFor, type Toast } from './toast-store.ts';

const none: readonly Toast[] = [];
const icons = { done: 'done', info: 'info', problem: 'problem' } as const;

/** Where the page says what happened. Once in the frame; `flash` is what the server has to say after a redirect. */
export function Toasts({ flash }: { flash?: Flash | null }) {
  const toasts = useSyncExternalStore(onToastsChange, currentToasts, () => none);
  const [seen, setSeen] = useState<Flash>();
  return (
    <section className="toasts" aria-label="Messages" aria-live="polite">
      {flash && flash !== seen && <ToastBox key={flash.message} flash={flash} onGone={() => setSeen(flash)} />}
      {toasts.map((toast) => (
        <ToastBox key={toast.id} flash={toast} onGone={() => dismissToast(toast.id)} />
      ))}
    </section>
  );
}

function ToastBox({ flash, onGone }: { flash: Flash; onGone: () => void }) {
  const tone = flash.tone ?? 'done';
  const [isHeld, setHeld] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new handler on each render must not start the clock again
  useEffect(() => {
    const time = shownFor(flash);
    if (time === undefined || isHeld) return;
    const timer = setTimeout(onGone, time);
    return () => clearTimeout(timer);
  }, [flash, isHeld]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: resting on it keeps it in sight; nothing is done by it
    <div
      className={cx('toast', `toast-${tone}`)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={icons[tone]} label={tone === 'problem' ? 'Problem' : undefined} />
      <p>{flash.message}</p>
      {flash.undo ? <Undo undo={flash.undo} onGone={onGone} /> : <span />}
      <IconButton icon="x" label="Dismiss" size="small" onClick={onGone} />
    </div>
  );
}

function Undo({ undo, onGone }: { undo: NonNullable<Flash['undo']>; onGone: () => void }) {
  return (
    <Form method="post" action={undo.action} onSubmit={() => setTimeout(onGone)} preventScrollReset>
      <CsrfField />
      {Object.entries(undo.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" variant="secondary" size="small">
        {undo.label ?? 'Undo'}
      </Button>
    </Form>
  );
}
