import { z } from 'zod';

/** A row or document element: UUID of any version, lower case. */
export const idSchema = z.uuid({ error: 'This is not a valid id.' }).toLowerCase();
