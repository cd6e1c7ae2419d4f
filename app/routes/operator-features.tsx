import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { flash } from '../http/cookie.server.ts';
import { listSwitches, switchFeature } from '../operator/features.server.ts';
import { featureNames, features } from '../operator/features.ts';
import { reasonInput } from '../operator/input.ts';
import { FeatureRow } from '../shell/feature-row.tsx';
import { OperatorPage } from '../shell/operator-page.tsx';
import { operatorAction, operatorLoader } from '../tenancy/gate.server.ts';

export const meta: MetaFunction = () => [{ title: 'Features · Platform · Candlefish' }];

export const loader = operatorLoader({}, async () => {
  const switches = await listSwitches();
  return {
    features: featureNames.map((name) => {
      const own = switches.filter(({ feature }) => feature === name);
      return {
        name,
        ...features[name],
        isOn: own.find(({ tenantId }) => tenantId === null)?.isOn ?? true,
        exceptions: own.filter(({ tenantId }) => tenantId !== null).length,
      };
    }),
  };
});

const input = z.object({
  feature: z.enum(featureNames),
  to: z.enum(['on', 'off', 'default']),
  reason: reasonInput,
});

export const action = operatorAction({ input }, async ({ operator, input: wanted }) => {
  await switchFeature(operator, { ...wanted, tenantId: null });
  const said = `${features[wanted.feature].label}: ${wanted.to === 'off' ? 'switched off' : 'on'}.`;
  return redirect('/operator/features', { headers: { 'Set-Cookie': await flash(said) } });
});

export default function OperatorFeatures() {
  const { features: all } = useLoaderData<typeof loader>();
  return (
    <OperatorPage
      title="Features"
      lede="For everybody. A business may have a switch of its own, which has the last word there."
    >
      <ul className="rows">
        {all.map((feature) => (
          <FeatureRow key={feature.name} {...feature} offered={[feature.isOn ? 'off' : 'default']} />
        ))}
      </ul>
    </OperatorPage>
  );
}
