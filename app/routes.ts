import { index, type RouteConfig, route } from '@remix-run/route-config';
import { publicRoutes, tenantRoutes } from '../modules/routes.ts';

/** Every address of the application. Module routes are named relative to this folder. */
export default [
  index('routes/home.tsx'),
  route('sign-in', 'routes/sign-in.tsx'),
  route('sign-up', 'routes/sign-up.tsx'),
  route('sign-out', 'routes/sign-out.ts'),
  route('theme', 'routes/theme.ts'),
  route('businesses', 'routes/businesses.tsx'),
  route('businesses/new', 'routes/business-new.tsx'),
  route('invite/:token', 'routes/invitation.tsx'),
  route('t/:tenant', 'routes/tenant.tsx', [
    index('routes/overview.tsx'),
    route('members', 'routes/members.tsx'),
    route('search', 'routes/search.ts'),
    ...tenantRoutes,
    route('*', 'routes/tenant-not-found.ts'),
  ]),
  ...publicRoutes,
  ...(import.meta.env.MODE === 'development' ? [route('design', 'routes/design.tsx')] : []),
  route('*', 'routes/not-found.ts'),
] satisfies RouteConfig;
