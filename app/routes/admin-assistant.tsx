import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { monthOf } from '../ai/budget.server.ts';
import { listKeys, proveKey, removeKey, saveKey } from '../ai/keys.server.ts';
import { modelId } from '../ai/models.ts';
import { choosableModels, readSettings, saveSettings } from '../ai/settings.server.ts';
import { readMonth } from '../ai/usage.server.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { AssistantKeys } from '../shell/assistant-keys.tsx';
import { AssistantSettingsForm } from '../shell/assistant-settings-form.tsx';
import { AssistantUse } from '../shell/assistant-use.tsx';
import { byIntent, tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Assistant · Candlefish' }];

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx }) => {
  const [settings, models, keys, month] = await Promise.all([
    readSettings(tx),
    choosableModels(tx),
    listKeys(tx),
    readMonth(tx, monthOf(new Date())),
  ]);
  return { settings, models, keys, month };
});

const admin = { permission: 'tenant:admin' } as const;
const provider = z.enum(['anthropic', 'openai', 'together', 'fireworks'], { error: 'Choose a provider.' });
const choice = z.union([z.literal(''), modelId]).default('');

/** Dollars and cents, or nothing, as millionths of a dollar. */
const budget = z
  .string()
  .trim()
  .regex(/^(\d{1,6}([.,]\d{1,2})?)?$/, { error: 'Write an amount such as 25 or 25.50.' })
  .transform((text) => {
    const [whole = '', cents = ''] = text.split(/[.,]/);
    return whole === '' ? null : Number(whole) * 1_000_000 + Number(cents.padEnd(2, '0')) * 10_000;
  });

const settings = z
  .object({
    first: choice,
    second: choice,
    third: choice,
    fourth: choice,
    monthlyBudgetMicros: budget,
    memberBudgetMicros: budget,
    instructions: z.string().trim().max(4_000, { error: 'At most 4,000 characters.' }).default(''),
  })
  .transform(({ first, second, third, fourth, ...rest }) => ({
    ...rest,
    models: [...new Set([first, second, third, fourth].filter((id) => id !== ''))],
  }));

const key = z.object({
  provider,
  apiKey: z
    .string({ error: 'Enter the key.' })
    .trim()
    .min(8, { error: 'Enter the whole key.' })
    .max(500, { error: 'This is too long for a key.' })
    // A header takes nothing else.
    .regex(/^[\x21-\x7e]+$/, { error: 'A key has no spaces and only plain letters, digits and signs.' }),
});

async function said(url: URL, message: string) {
  return redirect(url.pathname, { headers: { 'Set-Cookie': await flash(message) } });
}

export const action = byIntent({
  save: tenantAction({ ...admin, input: settings }, async ({ operation, input, url }) => {
    await saveSettings(operation, input);
    return said(url, 'Saved. It holds from the next question on.');
  }),
  addKey: tenantAction(
    {
      ...admin,
      stepUp: true,
      input: key,
      outside: ({ input, signal }) => proveKey(input.provider, input.apiKey, signal),
    },
    async ({ operation, input, url }) => {
      await saveKey(operation, input.provider, input.apiKey);
      return said(url, 'The key works and was sealed.');
    },
  ),
  removeKey: tenantAction(
    { ...admin, stepUp: true, input: z.object({ provider }) },
    async ({ operation, input, url }) => {
      await removeKey(operation, input.provider);
      return said(url, 'The key was removed.');
    },
  ),
});

export default function Assistant() {
  const { settings, models, keys, month } = useLoaderData<typeof loader>();
  const isBuiltInAlone = models.every(({ provider, isUsable }) => provider === 'built-in' || !isUsable);
  return (
    <AdminPage
      title="Assistant"
      lede="Which models answer, what they may cost, and what they should know of the business."
      size="narrow"
    >
      {isBuiltInAlone && (
        <Notice title="The built-in model answers">
          It understands requests about your records, costs nothing, and sends nothing outside. Add a key of a provider
          below for one that can also write, reason and read pictures.
        </Notice>
      )}
      <AssistantSettingsForm settings={settings} models={models} />
      <Section
        title="Keys of your own"
        lede="With a key of yours the provider bills you, and no budget or limit of the plan applies. It is sealed, and nobody can read it again."
      >
        <AssistantKeys keys={keys} />
      </Section>
      <Section title="Use this month" lede="Months are those of UTC. Tokens are pieces of words, read and written.">
        <AssistantUse month={month} settings={settings} />
      </Section>
    </AdminPage>
  );
}
