import { Link } from '../ui/link.tsx';
import { AuthPage } from './auth-page.tsx';

/** The page that goes on to a provider by itself, with a link for a browser that does not. */
export function OnToProvider({ to, name }: { to: string; name: string }) {
  return (
    <AuthPage title={`On to ${name}`} lede="You are sent on in a moment.">
      <p>
        <Link to={to}>Go on to {name}</Link>
      </p>
    </AuthPage>
  );
}
