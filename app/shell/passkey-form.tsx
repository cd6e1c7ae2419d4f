import { useFetcher } from '@remix-run/react';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Notice } from '../ui/badge.tsx';
import { csrfHeaders, useCsrf } from '../ui/csrf.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';

// Most people sign in without it: it comes when it is used.
const webauthn = () => import('@simplewebauthn/browser');

interface PasskeyFormProps {
  /** Asks the authenticator; what it answers is sent as `response`. */
  ask: () => Promise<unknown>;
  /** What goes with it: intent, name, where to go. */
  children: ReactNode;
  button: string;
  name?: string;
  secondary?: boolean;
}

/** A form whose answer comes from the authenticator: sending it asks first. Needs a script, as passkeys do. */
function PasskeyForm({ ask, children, button, name, secondary }: PasskeyFormProps) {
  const answer = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();

  async function fill(form: HTMLFormElement) {
    setProblem(undefined);
    try {
      const response = await ask();
      if (answer.current) answer.current.value = JSON.stringify(response);
      form.requestSubmit();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  }

  function send(event: FormEvent<HTMLFormElement>) {
    if (answer.current?.value) return;
    event.preventDefault();
    void fill(event.currentTarget);
  }

  return (
    <Form name={name} onSubmit={send} className="needs-script">
      {problem && <Notice tone="danger">{problem}</Notice>}
      <input type="hidden" name="response" ref={answer} />
      {children}
      <SubmitButton variant={secondary ? 'secondary' : 'primary'} size="large" icon="key">
        {button}
      </SubmitButton>
    </Form>
  );
}

export interface PasskeyProofProps {
  options: PublicKeyCredentialRequestOptionsJSON;
  children: ReactNode;
  button?: string;
  secondary?: boolean;
}

/** Shows a passkey for the question that the server has asked. Each question takes one answer, so it is made anew with it. */
export function PasskeyProof({ options, children, button = 'Use a passkey', secondary }: PasskeyProofProps) {
  return (
    <PasskeyForm
      key={options.challenge}
      name="passkey"
      button={button}
      secondary={secondary}
      ask={async () => (await webauthn()).startAuthentication({ optionsJSON: options })}
    >
      <input type="hidden" name="intent" value="passkey" />
      {children}
    </PasskeyForm>
  );
}

export interface PasskeyRegistrationProps {
  options: PublicKeyCredentialCreationOptionsJSON;
  children: ReactNode;
}

/** Makes a passkey on this device. */
export function PasskeyRegistration({ options, children }: PasskeyRegistrationProps) {
  return (
    <PasskeyForm
      key={options.challenge}
      button="Make a passkey"
      ask={async () => (await webauthn()).startRegistration({ optionsJSON: options })}
    >
      {children}
    </PasskeyForm>
  );
}

/**
 * Signs in with a passkey that the browser finds by itself: offered among the suggestions of the email field where the
 * browser can, and by a button everywhere.
 */
export function PasskeySignIn({ next }: { next: string }) {
  const fetcher = useFetcher<unknown>();
  const [problem, setProblem] = useState<string>();
  const _csrf = useCsrf();
  const { submit } = fetcher;

  useEffect(() => {
    let isGone = false;
    void offer();
    return () => {
      isGone = true;
      void webauthn().then(({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony());
    };

    async function offer() {
      if (!(await canSuggest())) return;
      const response = await answerTo(true).catch(() => undefined);
      if (response && !isGone) submit({ _csrf, intent: 'answer', response, next }, target);
    }
  }, [next, submit, _csrf]);

  async function ask(event: FormEvent) {
    event.preventDefault();
    setProblem(undefined);
    try {
      submit({ _csrf, intent: 'answer', response: await answerTo(false), next }, target);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  }

  return (
    <Form fetcher={fetcher} onSubmit={ask} className="needs-script" aria-label="Sign in with a passkey">
      {problem && <Notice tone="danger">{problem}</Notice>}
      <SubmitButton variant="secondary" size="large" icon="key">
        Sign in with a passkey
      </SubmitButton>
    </Form>
  );
}

const target = { method: 'post', action: '/sign-in/passkey' } as const;

async function canSuggest(): Promise<boolean> {
  const { browserSupportsWebAuthnAutofill } = await webauthn();
  return browserSupportsWebAuthnAutofill();
}

/** Has the server ask, and gives what the authenticator answers, as JSON. */
async function answerTo(useBrowserAutofill: boolean): Promise<string> {
  const { startAuthentication } = await webauthn();
  const body = new URLSearchParams({ intent: 'ask' });
  const asked = await fetch(target.action, { method: 'POST', body, headers: csrfHeaders() });
  if (!asked.ok) throw new Error('The server did not answer.');
  const { options }: { options: PublicKeyCredentialRequestOptionsJSON } = await asked.json();
  return JSON.stringify(await startAuthentication({ optionsJSON: options, useBrowserAutofill }));
}

function sentenceOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return 'This device has a passkey for your account already.';
  if (name === 'SecurityError') return 'Passkeys do not work at this address. Open Candlefish by its name, over https.';
  return 'No passkey was shown. Try again, or go on another way.';
}
