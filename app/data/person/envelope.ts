import { z } from 'zod';

/** The envelope of the job that erases a person, shared by who asks for it and who does it. */
export const personErasing = {
  name: 'data.erase-person',
  schema: z.object({ erasureId: z.uuid(), turn: z.number().int() }),
};

/** That a person was erased, for other systems that have them too. It says which record it was and not whose. */
export const personErased = {
  name: 'data.person-erased',
  schema: z.object({ erasureId: z.uuid(), subjectType: z.string(), subjectId: z.uuid() }),
} as const;
