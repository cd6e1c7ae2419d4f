import { z } from 'zod';

/**
 * A row or document element: UUID of any version, lower case. Kept apart from `id.ts` so that making an id in the browser does not load Zod.
 */
export const idSchema = z.uuid({ error: 'This is not a valid id.' }).toLowerCase();
