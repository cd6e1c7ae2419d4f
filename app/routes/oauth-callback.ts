import { endOAuth } from '../auth/oauth.server.ts';
import { findProvider } from '../auth/providers.server.ts';
import { visitorOf } from '../auth/sign-in.server.ts';
import { findSsoProvider } from '../auth/sso.server.ts';
import { welcomeBySso } from '../auth/sso-entry.server.ts';
import { notFound } from '../errors/refusal.ts';
import { publicLoader } from '../tenancy/gate.server.ts';

/** `GET /api/auth/callback/:provider`: where a provider sends people back to. Every end is a redirect. */
export const loader = publicLoader(async (args) => {
  const { provider: id } = args.params;
  const provider = findProvider(id);
  if (provider) throw await endOAuth(visitorOf(args), provider);
  const business = await findSsoProvider(id);
  if (!business) throw notFound('provider');
  throw await endOAuth(visitorOf(args), business.provider, welcomeBySso(business));
});
