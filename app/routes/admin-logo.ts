import { findLogo, logoResponse } from '../admin/brand.server.ts';
import { notFound } from '../errors/refusal.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';

/** `GET /t/:tenant/admin/branding/logo`: the logo of the business, for its members. */
export const loader = tenantLoader({ permission: 'tenant:read' }, async ({ tx }) => {
  const logo = await findLogo(tx);
  if (!logo) throw notFound('logo');
  return logoResponse(logo);
});
