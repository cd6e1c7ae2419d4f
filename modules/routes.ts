import type { RouteConfigEntry } from '@remix-run/route-config';
import { paintboxPublicRoutes, paintboxRoutes } from './paintbox/routes.ts';

/** Pages inside a tenant, under `/t/:tenant`. */
export const tenantRoutes: RouteConfigEntry[] = [...paintboxRoutes];

/** Pages that anybody with a link may open. */
export const publicRoutes: RouteConfigEntry[] = [...paintboxPublicRoutes];
