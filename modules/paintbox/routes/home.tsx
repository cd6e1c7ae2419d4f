import { redirect } from '@remix-run/node';
import { tenantLoader } from '#app/tenancy/gate.server.ts';
import { links } from '../contract.ts';

/** The product opens on the estimates: that is where the day begins. */
export const loader = tenantLoader({ permission: 'paintbox:read' }, async ({ tenant }) =>
  redirect(links.estimates(tenant.slug)),
);
