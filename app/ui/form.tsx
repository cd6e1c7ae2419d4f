import { type FetcherWithComponents, Form as RouterForm, useActionData, useNavigation } from '@remix-run/react';
import {
  type ComponentPropsWithoutRef,
  type FormEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { FormFailure } from '#app/values/result.ts';
import { Button, type ButtonProps } from './button.tsx';
import { CsrfField } from './csrf.tsx';
import { cx } from './cx.ts';
import { ErrorSummary } from './error-summary.tsx';
import { FormContext, KeptForm, useFormState, usePlainId } from './form-context.ts';
import { failureFor } from './form-failure.ts';
import { UnsavedGuard } from './unsaved-guard.tsx';

export interface FormProps {
  children: ReactNode;
  /** Where it posts; the page's own address if left out. */
  action?: string;
  method?: 'get' | 'post';
  encType?: 'multipart/form-data';
  /** Names this form among several on a page: sent as `_form`, so that each shows only its own failure. */
  name?: string;
  /** Send in place, without a navigation. */
  fetcher?: FetcherWithComponents<unknown>;
  /** Stands for the answer of the page's action. */
  failure?: FormFailure | null;
  /** A fresh id from the loader, sent as `_submission`: what is created twice with it is created once. */
  submission?: string;
  /** Ask before leaving with unsaved changes. */
  guard?: boolean;
  /** Let the browser send it as a whole document: downloads, sign-in. */
  reloadDocument?: boolean;
  preventScrollReset?: boolean;
  /** Empty the fields when the server has taken them, for forms that add to a list. */
  resetWhenDone?: boolean;
  onSubmit?: (event: FormEvent<HTMLFormElement>) => void;
  onChange?: ComponentPropsWithoutRef<'form'>['onChange'];
  id?: string;
  className?: string;
  'aria-label'?: string;
}

/**
 * A form that works without a script and better with one: it says what is wrong above and beside the fields, keeps what
 * was typed, is sent once however often it is clicked, and asks before unsaved work is left.
 */
export function Form(props: FormProps) {
  const {
    children,
    name,
    fetcher,
    submission,
    guard,
    resetWhenDone,
    failure: given,
    onSubmit,
    onChange,
    ...native
  } = props;
  const ownId = usePlainId();
  const id = props.id ?? name ?? ownId;
  const form = useRef<HTMLFormElement>(null);
  const answer = useActionData();
  const kept = useContext(KeptForm);
  const posted = fetcher ? fetcher.data : answer;
  const failure = given === null ? undefined : (given ?? failureFor(posted ?? kept, name));
  const { pending, markSent } = useSending(fetcher);
  const [isDirty, setDirty] = useState(false);
  useWhenDone(pending, failure, () => {
    setDirty(failure !== undefined);
    if (resetWhenDone && !failure) form.current?.reset();
  });

  function send(event: FormEvent<HTMLFormElement>) {
    if (pending) return event.preventDefault();
    onSubmit?.(event);
    if (event.defaultPrevented) return;
    markSent();
    setDirty(false);
  }

  const Tag = fetcher?.Form ?? RouterForm;
  return (
    <FormContext.Provider value={{ id, failure, pending }}>
      <Tag
        method={props.method ?? 'post'}
        {...native}
        ref={form}
        id={id}
        className={cx('form', props.className)}
        // The server words every error, beside its field and in the member's language; the browser's bubbles do neither.
        noValidate
        aria-busy={pending || undefined}
        onSubmit={send}
        onChange={(event: FormEvent<HTMLFormElement>) => {
          if (guard) setDirty(true);
          onChange?.(event);
        }}
      >
        {(props.method ?? 'post') === 'post' && <CsrfField />}
        {name && <input type="hidden" name="_form" value={name} />}
        {submission && <input type="hidden" name="_submission" value={submission} />}
        {failure && <ErrorSummary failure={failure} formId={id} />}
        {children}
      </Tag>
      {guard && <UnsavedGuard isDirty={isDirty} />}
    </FormContext.Provider>
  );
}

/** Whether this form, and not another on the page, is on its way. */
function useSending(fetcher: FormProps['fetcher']) {
  const navigation = useNavigation();
  const [isSent, setSent] = useState(false);
  const isMoving = navigation.state !== 'idle';
  useEffect(() => {
    if (!isMoving) setSent(false);
  }, [isMoving]);
  return { pending: fetcher ? fetcher.state !== 'idle' : isSent && isMoving, markSent: () => setSent(true) };
}

function useWhenDone(pending: boolean, failure: FormFailure | undefined, done: () => void) {
  const wasPending = useRef(false);
  const latest = useRef(done);
  latest.current = done;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new failure counts even if sending was too quick to be seen
  useEffect(() => {
    if (wasPending.current && !pending) latest.current();
    wasPending.current = pending;
  }, [pending, failure]);
}

/** The button that sends the form around it. Shows that it is on its way. */
export function SubmitButton({ variant = 'primary', children, ...rest }: ButtonProps) {
  const { pending } = useFormState();
  return (
    <Button type="submit" variant={variant} pending={pending} {...rest}>
      {children}
    </Button>
  );
}

/** The row of buttons at the foot of a form. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className="form-actions">{children}</div>;
}

/** Short fields side by side where there is room. */
export function FormRow({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx('form-row', className)}>{children}</div>;
}
