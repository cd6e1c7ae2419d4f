import { readSetup } from '../ai/setup.server.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';

/** What the panel of the assistant asks for when it is opened: who can answer, whether a budget is used up, with whom one can share. */
export const loader = tenantLoader({ permission: 'assistant:use' }, ({ tx, tenant, member }) =>
  readSetup(tx, tenant, member.userId, new Date()),
);
