import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useParams } from '@remix-run/react';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { listConversations } from '../ai/conversation/conversations.server.ts';
import { readOpened } from '../ai/conversation/opened.server.ts';
import { readSetup } from '../ai/setup.server.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { newId } from '../values/id.ts';
import { idSchema } from '../values/id-schema.ts';

// The server draws it all; the browser takes what makes it live once the page is there.
const AssistantView = lazy(() => import('../chat/assistant-view.tsx'));

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.opened?.conversation.title ?? 'Assistant'} · Candlefish` },
];

export const loader = tenantLoader(
  { permission: 'assistant:use', ownHands: true, params: z.object({ conversation: idSchema.optional() }) },
  async ({ tx, tenant, member, params, url }) => {
    const now = new Date();
    return {
      origin: url.origin,
      setup: await readSetup(tx, tenant, member.userId, now),
      list: await listConversations(tx, member.userId, { search: '', before: null }),
      opened: params.conversation ? await readOpened({ tx, tenant, member, now }, params.conversation) : null,
      now: now.toISOString(),
      submission: newId(),
    };
  },
);

export default function Assistant() {
  const { origin, ...data } = useLoaderData<typeof loader>();
  const { tenant = '' } = useParams();
  return (
    <Suspense>
      <AssistantView {...data} site={{ origin, tenantSlug: tenant }} />
    </Suspense>
  );
}
