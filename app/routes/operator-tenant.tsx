import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { visitorOf } from '../auth/sign-in.server.ts';
import { flash } from '../http/cookie.server.ts';
import { listSwitches, switchFeature } from '../operator/features.server.ts';
import { decide, featureNames, features } from '../operator/features.ts';
import { limitsInput, reasonInput } from '../operator/input.ts';
import { planNames } from '../operator/plans.ts';
import { beginConsented, listStandInsOf, type Started, wishToStandIn } from '../operator/stand-in.server.ts';
import { changeLimits, getTenant, givePlan, resumeTenant, suspendTenant } from '../operator/tenants.server.ts';
import { FeatureRow } from '../shell/feature-row.tsx';
import { OperatorPage } from '../shell/operator-page.tsx';
import { Facts, LimitsSection, StandInSection, SuspendSection } from '../shell/operator-sections.tsx';
import { byIntent, operatorAction, operatorLoader } from '../tenancy/gate.server.ts';
import { Badge, Notice } from '../ui/badge.tsx';
import { Section } from '../ui/page.tsx';
import { idSchema } from '../values/id.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.business.name ?? 'Business'} · Platform · Candlefish` },
];

const params = z.object({ id: idSchema });

export const loader = operatorLoader({ params }, async ({ operator, params: { id } }) => {
  const [found, switches, standIns] = await Promise.all([getTenant(id), listSwitches(), listStandInsOf(id)]);
  const now = new Date();
  return {
    ...found,
    standIns: standIns.map(({ operatorId, ...one }) => ({
      ...one,
      mayBegin: operatorId === operator.userId && one.allowedUntil !== null && one.allowedUntil > now,
    })),
    features: featureNames
      .filter((name) => features[name].reach === 'tenant')
      .map((name) => ({
        name,
        ...features[name],
        isOn: decide(switches, name, id),
        isOwn: switches.some(({ feature, tenantId }) => feature === name && tenantId === id),
      })),
  };
});

const why = z.object({ reason: reasonInput });

export const action = byIntent({
  plan: operatorAction(
    { params, input: why.extend({ plan: z.enum(planNames, { error: 'Choose a plan.' }) }) },
    async ({ operator, params: { id }, input }) => {
      await givePlan(operator, id, input.plan, input.reason);
      return back(id, 'The plan and its limits were given.');
    },
  ),
  limits: operatorAction({ params, input: why.extend(limitsInput) }, async ({ operator, params: { id }, input }) => {
    const { reason, ...limits } = input;
    await changeLimits(operator, id, limits, reason);
    return back(id, 'The limits were changed.');
  }),
  suspend: operatorAction({ params, input: why }, async ({ operator, params: { id }, input }) => {
    await suspendTenant(operator, id, input.reason);
    return back(id, 'The business is suspended. Its members read why.');
  }),
  resume: operatorAction({ params, input: why }, async ({ operator, params: { id }, input }) => {
    await resumeTenant(operator, id, input.reason);
    return back(id, 'The business is open again.');
  }),
  feature: operatorAction(
    {
      params,
      input: why.extend({ feature: z.enum(featureNames), to: z.enum(['on', 'off', 'default']) }),
    },
    async ({ operator, params: { id }, input }) => {
      await switchFeature(operator, { ...input, tenantId: id });
      return back(id, 'The switch was set.');
    },
  ),
  'stand-in': operatorAction(
    {
      params,
      input: why.extend({
        memberId: z.uuid({ error: 'Choose a member.' }),
        may: z.enum(['read', 'change'], { error: 'Choose what you need.' }),
      }),
    },
    async ({ operator, params: { id }, input: { memberId, reason, may }, ...args }) => {
      const visitor = visitorOf({ ...args, params: {} });
      const wish = { tenantId: id, memberId, reason, readsOnly: may === 'read' };
      const started = await wishToStandIn(visitor, operator, wish);
      return started
        ? goIn(started)
        : back(id, 'The owners were asked by mail. You can begin when one of them consents.');
    },
  ),
  begin: operatorAction(
    { params, input: z.object({ standIn: idSchema }) },
    async ({ operator, params: { id }, input, ...args }) =>
      goIn(await beginConsented(visitorOf({ ...args, params: {} }), operator, id, input.standIn)),
  ),
});

async function back(id: string, message: string) {
  return redirect(`/operator/tenants/${id}`, { headers: { 'Set-Cookie': await flash(message) } });
}

function goIn({ slug, cookies }: Started) {
  return redirect(`/t/${slug}`, { headers: cookies.map((one): [string, string] => ['Set-Cookie', one]) });
}

export default function OperatorTenant() {
  const { business, members, rows, features: switches, standIns } = useLoaderData<typeof loader>();
  return (
    <OperatorPage
      title={business.name}
      lede={`/t/${business.slug}`}
      status={business.suspendedAt && <Badge tone="danger">Suspended</Badge>}
    >
      {business.suspendedReason && (
        <Notice tone="danger" title="Nobody works here">
          {business.suspendedReason}
        </Notice>
      )}
      <Facts business={business} rows={rows} members={members} />
      <StandInSection members={members} standIns={standIns} needsConsent={business.operatorAccess === 'consent'} />
      <LimitsSection business={business} />
      <Section title="Features" lede="A switch of this business has the last word here.">
        <ul className="rows">
          {switches.map((feature) => (
            <FeatureRow
              key={feature.name}
              {...feature}
              offered={[feature.isOn ? 'off' : 'on', ...(feature.isOwn ? (['default'] as const) : [])]}
            />
          ))}
        </ul>
      </Section>
      <SuspendSection name={business.name} isSuspended={business.suspendedAt !== null} />
    </OperatorPage>
  );
}
