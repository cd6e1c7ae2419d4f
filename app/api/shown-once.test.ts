import type { ActionFunctionArgs } from '@remix-run/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { makeTenant } from '#tests/support/tenants.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { revealing, sealShown } from './shown-once.server.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const link = 'https://app.example/invite/cfi_0123456789abcdef';

test('what an action hands on, and is kept for a second click, does not have the secret in the clear', async () => {
  const acme = await makeTenant('Acme');
  const answer = await withTenant(acme, (tx) => {
    // All that it takes of an operation.
    const operation = { tx, tenant: { id: acme.tenantId } } as OperationContext;
    return sealShown(operation, [{ label: 'Link', value: link }], { invited: 'ada@example.com' });
  });
  expect(JSON.stringify(answer)).not.toContain('cfi_');
  const door = revealing(Object.assign(async () => answer, { gate: { kind: 'public' as const } }));
  expect(await door({} as ActionFunctionArgs)).toEqual({
    ok: true,
    invited: 'ada@example.com',
    shown: [{ label: 'Link', value: link }],
  });
});

test('in the name of another business it is not opened', async () => {
  const [acme, birch] = [await makeTenant('Acme'), await makeTenant('Birch')];
  const answer = await withTenant(acme, (tx) =>
    sealShown({ tx, tenant: { id: acme.tenantId } } as OperationContext, [{ label: 'Link', value: link }], {}),
  );
  const door = revealing(
    Object.assign(async () => ({ ...answer, sealedFor: birch.tenantId }), { gate: { kind: 'public' as const } }),
  );
  await expect(door({} as ActionFunctionArgs)).rejects.toThrow();
});
