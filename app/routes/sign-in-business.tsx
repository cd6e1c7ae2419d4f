import type { HeadersFunction, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { goOnToProvider, readProblem } from '../auth/oauth.server.ts';
import { visitorOf } from '../auth/sign-in.server.ts';
import { findSsoAt, findSsoName } from '../auth/sso.server.ts';
import { ssoPage } from '../auth/sso-page.ts';
import { notFound } from '../errors/refusal.ts';
import { AuthPage } from '../shell/auth-page.tsx';
import { OnToProvider } from '../shell/on-to-provider.tsx';
import { safePath } from '../tenancy/entry.server.ts';
import { byIntent, publicAction, publicLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { TextField } from '../ui/text-fields.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign in with your business · Candlefish' }];

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export const loader = publicLoader(async ({ params, url }) => {
  if (!params.tenant) return { business: null, wanted: null };
  const business = await findSsoName(params.tenant);
  // A business that brings no sign-in is said to be nowhere, as one that does not exist.
  if (!business) return { business, wanted: params.tenant };
  const next = safePath(url.searchParams.get('next'), `/t/${business.slug}`);
  const isAgain = url.searchParams.has('again');
  return { business, wanted: null, next, isAgain, problem: readProblem(url, business.name) };
});

const address = z
  .string({ error: 'Enter the address of your business.' })
  .trim()
  .toLowerCase()
  // The whole address of a page is as good as the part that names the business.
  .transform((text) => /\/t\/([^/?#]+)/.exec(text)?.[1] ?? text)
  .pipe(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, { error: 'It looks like harbor-pine: letters, digits and hyphens.' }),
  );

const start = z.object({ next: z.string().max(2_000).optional(), again: z.literal('on').optional() });

export const action = byIntent({
  find: publicAction({ input: z.object({ business: address }) }, async ({ input }) =>
    redirect(ssoPage(input.business)),
  ),
  start: publicAction({ input: start }, async ({ input, ...args }) => {
    const business = await findSsoAt(args.params.tenant ?? '');
    if (!business) throw notFound('sign-in');
    const next = safePath(input.next, `/t/${business.slug}`);
    const wish = { purpose: 'sign-in', next, isFresh: input.again === 'on' } as const;
    return goOnToProvider(visitorOf(args), business.provider, wish);
  }),
});

export default function SignInBusiness() {
  const shown = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'to' in answer) return <OnToProvider {...answer} />;
  if (!shown.business) return <WhichBusiness wanted={shown.wanted} />;
  const { business, next, isAgain, problem } = shown;
  return (
    <AuthPage
      title={isAgain ? 'Is it you?' : `Sign in to ${business.name}`}
      lede={
        isAgain
          ? `What comes next matters, so show ${business.name} once more that it is you.`
          : 'You come in by the sign-in of the business, into this business alone.'
      }
      footer={<Link to="/sign-in">Sign in another way</Link>}
    >
      {problem && <Notice tone="danger">{problem}</Notice>}
      <Form name="start" action={ssoPage(business.slug, { next, again: isAgain })} reloadDocument failure={null}>
        <input type="hidden" name="intent" value="start" />
        <input type="hidden" name="next" value={next} />
        {isAgain && <input type="hidden" name="again" value="on" />}
        <Button type="submit" variant="primary" size="large" className="w-full">
          Sign in with {business.name}
        </Button>
      </Form>
    </AuthPage>
  );
}

function WhichBusiness({ wanted }: { wanted: string | null }) {
  return (
    <AuthPage
      title="Sign in with your business"
      lede="For businesses that bring a sign-in of their own."
      footer={<Link to="/sign-in">Sign in another way</Link>}
    >
      {wanted && (
        <Notice tone="danger">No business at “{wanted}” brings a sign-in of its own. Check the address.</Notice>
      )}
      <Form name="find">
        <input type="hidden" name="intent" value="find" />
        <TextField
          name="business"
          label="Address of your business"
          defaultValue={wanted ?? ''}
          placeholder="harbor-pine"
          autoComplete="organization"
          autoCapitalize="none"
          help="What follows /t/ in the address of its pages."
        />
        <SubmitButton size="large">Go on</SubmitButton>
      </Form>
    </AuthPage>
  );
}
