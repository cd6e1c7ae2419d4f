import type { Manifest } from '#app/manifest.ts';
import { paintbox } from './paintbox/module.server.ts';

/** The products, in the order in which people see them. A new product is one more line here and one in `routes.ts`. */
export const manifests: readonly Manifest[] = [paintbox];
