import { z } from 'zod';

/** The envelope of one event's delivery, shared by who writes it and who works it off. */
export const delivery = { name: 'event.deliver', schema: z.object({ eventId: z.uuid() }) };
