import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { authorizeSearch, businessesOf, checkRequest, letIn, turnAway } from '../ai/mcp/consent.server.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { accountAction, accountLoader, byIntent } from '../tenancy/gate.server.ts';
import { declaredLabel } from '../tenancy/permissions.ts';
import { buttonClass } from '../ui/button.tsx';
import { Select } from '../ui/choice-fields.tsx';
import { Form, FormActions, SubmitButton } from '../ui/form.tsx';

export const meta: MetaFunction = () => [{ title: 'Let a program in · Candlefish' }];

/** Who asks to be let in, and what for. */
export const loader = accountLoader(async ({ url, signedIn }) => {
  const wanted = authorizeSearch.parse(Object.fromEntries(url.searchParams));
  const { client, scopes } = await checkRequest(wanted);
  return {
    wanted,
    program: client.client_name,
    host: new URL(wanted.redirect_uri).host,
    scopes: scopes.map((scope) => declaredLabel(scope)),
    businesses: (await businessesOf(signedIn.userId)).map(({ slug, name }) => ({ slug, name })),
    account: signedIn.email,
  };
});

const answered = authorizeSearch.extend({ business: z.string().max(100).default('') });

/** The way back is a link and not a redirect: forms of ours lead to our own pages alone. */
export const action = byIntent({
  allow: accountAction({ input: answered, stepUp: true }, async ({ signedIn, input: { business, ...wanted } }) => ({
    isAllowed: true as const,
    href: await letIn(signedIn, business, wanted),
  })),
  refuse: accountAction({ input: authorizeSearch }, async ({ input }) => ({
    isAllowed: false as const,
    href: await turnAway(input),
  })),
});

export default function LetIn() {
  const { wanted, program, host, scopes, businesses, account } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'href' in answer) {
    return (
      <AuthPage title={answer.isAllowed ? `${program} is let in` : `${program} stays out`}>
        <p>
          <a className={buttonClass({ variant: 'primary' })} href={answer.href} rel="noreferrer">
            Go back to {host}
          </a>
        </p>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title={`Let ${program} in?`}
      lede={`It calls itself so, and the answer goes to ${host}. You are signed in as ${account}.`}
    >
      <Form method="post">
        {Object.entries(wanted).map(
          ([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <Select
          label="Business"
          name="business"
          options={businesses.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
        <div>
          <p>It could, as far as you may yourself:</p>
          <ul className="list-disc pl-5">
            {scopes.map((scope) => (
              <li key={scope}>{scope}</li>
            ))}
          </ul>
          <p className="text-ink-soft">
            Whatever it would change, you approve first. You can end it in your list of sessions.
          </p>
        </div>
        <FormActions>
          <SubmitButton name="intent" value="allow">
            Let it in
          </SubmitButton>
          <SubmitButton name="intent" value="refuse" variant="secondary">
            Keep it out
          </SubmitButton>
        </FormActions>
      </Form>
    </AuthPage>
  );
}
