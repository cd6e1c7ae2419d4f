import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useParams } from '@remix-run/react';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { decideChanges, undoChange } from '../ai/change-sets.server.ts';
import { openConversation } from '../ai/conversation/access.server.ts';
import { createConversation, listConversations } from '../ai/conversation/conversations.server.ts';
import { readOpened, sightOf } from '../ai/conversation/opened.server.ts';
import { post } from '../ai/run/ask.server.ts';
import { goOnWhenDecided } from '../ai/run/decided.server.ts';
import { readSetup } from '../ai/setup.server.ts';
import stylesheet from '../styles/chat.css?url';
import { actionAfter, byIntent, Committed, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import type { TenantInfo } from '../tenancy/operation.server.ts';
import { failureFor } from '../ui/form-failure.ts';
import { newId } from '../values/id.ts';
import { idSchema } from '../values/id-schema.ts';

// The server draws it all; the browser takes what makes it live once the page is there.
const AssistantView = lazy(() => import('../chat/assistant-view.tsx'));

/** Beside a page the panel brings it. */
export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.opened?.conversation.title ?? 'Assistant'} · Candlefish` },
];

const params = z.object({ conversation: idSchema.optional() });

export const loader = tenantLoader(
  { permission: 'assistant:use', params },
  async ({ tx, tenant, member, params, url }) => {
    const now = new Date();
    return {
      origin: url.origin,
      setup: await readSetup(tx, tenant, member.userId, now),
      list: await listConversations(tx, member.userId, { search: '', before: null }),
      opened: params.conversation ? await readOpened({ tx, tenant, member, now }, params.conversation) : null,
      now: now.toISOString(),
      messageId: newId(),
    };
  },
);

const opened = z.object({ conversation: idSchema });

const words = z
  .string()
  .trim()
  .min(1, 'Write something.')
  .max(32_000, 'A message has up to 32000 characters. Attach a longer text as a file.');

/** What the box and the buttons post when there is no script: the same things that the doors of the assistant do. */
export const action = byIntent({
  say: actionAfter(
    tenantAction(
      { permission: 'assistant:use', params, input: z.object({ text: words, message: idSchema }) },
      async ({ tx, tenant, member, operation, params, input }) => {
        const { userId } = member;
        const id = params.conversation ?? (await createConversation(operation, userId, { model: null })).id;
        const { conversation } = await openConversation(tx, userId, id, 'write');
        const asking = { tx, tenant, userId, now: operation.now, ...sightOf({ tenant, member }) };
        const { text, message } = input;
        const begun = await post(asking, id, { ...alone, id: message, text, parentId: conversation.leafId });
        return new Committed({ id, begun });
      },
    ),
    async ({ id, begun }: { id: string; begun: Awaited<ReturnType<typeof post>> }, { context, params }) => {
      if ('plan' in begun) await within(context.runs.begin(begun).done);
      return redirect(`/t/${params.tenant}/assistant/${id}`);
    },
  ),
  decide: actionAfter(
    tenantAction(
      {
        permission: 'assistant:use',
        params: opened,
        input: z.object({
          changeSet: idSchema,
          fingerprint: z.string().max(100),
          decision: z.enum(['approve', 'refuse']),
        }),
      },
      async ({ tx, tenant, member, operation, params, input }) => {
        const id = params.conversation;
        await openConversation(tx, member.userId, id, 'write');
        return new Committed({ id, tenant, userId: member.userId, requestId: operation.requestId, ...input });
      },
    ),
    async ({ id, tenant, userId, requestId, changeSet, fingerprint, decision }: Decided, { context }) => {
      const who = { tenantId: tenant.id, userId, requestId };
      await decideChanges(who, id, [{ id: changeSet, fingerprint, decision }]);
      const begun = context.runs.isClosed ? null : await goOnWhenDecided({ tenant, member: { userId } }, id);
      if (begun) await within(context.runs.begin(begun).done);
      return redirect(`/t/${tenant.slug}/assistant/${id}`);
    },
  ),
  undo: actionAfter(
    tenantAction(
      { permission: 'assistant:use', params: opened, input: z.object({ changeSet: idSchema }) },
      async ({ tx, tenant, member, operation, params, input }) => {
        const id = params.conversation;
        await openConversation(tx, member.userId, id, 'write');
        return new Committed({ id, tenant, userId: member.userId, requestId: operation.requestId, ...input });
      },
    ),
    async ({ id, tenant, userId, requestId, changeSet }: Undone, { params }) => {
      await undoChange({ tenantId: tenant.id, userId, requestId }, changeSet);
      return redirect(`/t/${params.tenant}/assistant/${id}`);
    },
  ),
});

interface Undone {
  id: string;
  tenant: TenantInfo;
  userId: string;
  requestId: string;
  changeSet: string;
}

interface Decided extends Undone {
  fingerprint: string;
  decision: 'approve' | 'refuse';
}

/** A message without files, from a page that says nothing of itself. */
const alone = { attachments: [], context: { path: '', title: '', mentions: [] } };

/** Waits for an answer, but not so long that somebody thinks that nothing happens: the page says that more is coming. */
async function within(done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, 10_000);
  });
  await Promise.race([done, enough]);
  clearTimeout(timer);
}

export default function Assistant() {
  const { origin, ...data } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  const failure = failureFor(useActionData(), undefined);
  return (
    <Suspense>
      <AssistantView {...data} site={{ origin, tenantSlug: tenant }} failure={failure} />
    </Suspense>
  );
}
