import { notFound } from '../errors/refusal.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';

/** Inside a business an unknown address keeps the navigation. */
export const loader = tenantLoader({ permission: 'tenant:read' }, async () => {
  throw notFound();
});

export default function TenantNotFound() {
  return null;
}
