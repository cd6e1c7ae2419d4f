import { z } from 'zod';
import { requiredText } from '../fields.ts';

/**
 * A takeoff as somebody said it. Each value carries the words that it was read from, or the name of the default that stands
 * in, so that a person can check one against the other.
 */

/** Where a value comes from: words of the request as they stand there, or `default: ...`. */
const becauseField = requiredText('Reason', 200);

function said<Schema extends z.ZodType>(value: Schema) {
  return z.strictObject({ value, because: becauseField });
}

/** A length as people write it: `12`, `12 ft`, `12' 6"`, `3.5 m`. A bare number is in the business's feet or metres. */
const saidLength = said(requiredText('Length', 40));

const coatsSchema = z
  .int({ error: 'Coats are a whole number.' })
  .min(1, { error: 'At least one coat.' })
  .max(3, { error: 'At most three coats.' });

const takeoffSurfaceSchema = z.strictObject({
  /** An id or a name of the rate book, such as `walls` or `Crown moulding`. */
  kind: requiredText('Surface', 60),
  because: becauseField,
  /** Left out: as many as the rate book has for this surface. */
  coats: said(coatsSchema).optional(),
  /** In the surface's own unit. Left out: it follows from the room's shape. */
  quantity: said(requiredText('Quantity', 40)).optional(),
  /** An id or a name of the rate book's products. Left out: the one that it has for this surface. */
  product: said(requiredText('Product', 80)).optional(),
  colour: said(requiredText('Colour', 60)).optional(),
  sheen: said(requiredText('Sheen', 40)).optional(),
  /** How it is primed, such as `spot prime`: kept as the line's note, and not priced. */
  primer: said(requiredText('Primer', 120)).optional(),
  /** Named in the quote as not included. */
  isExcluded: z.boolean().optional(),
});

const takeoffOpeningSchema = z.strictObject({
  kind: z.enum(['door', 'window', 'other']),
  count: said(z.int().min(1).max(999)),
  width: saidLength.optional(),
  height: saidLength.optional(),
});

export const takeoffRoomSchema = z
  .strictObject({
    name: requiredText('Room name', 80),
    because: becauseField,
    place: z.enum(['interior', 'exterior']).default('interior'),
    /** rectangle: length, width and height. wall: length and height. gable: width and height. */
    shape: z.enum(['rectangle', 'wall', 'gable']).default('rectangle'),
    length: saidLength.optional(),
    width: saidLength.optional(),
    height: saidLength.optional(),
    /** An id or a name of the rate book's condition classes. */
    condition: said(requiredText('Condition', 60)).optional(),
    openings: z.array(takeoffOpeningSchema).max(20).default([]),
    /** Left out: what a room of its place and shape usually has. */
    surfaces: z.array(takeoffSurfaceSchema).min(1).max(40).optional(),
  })
  .superRefine((room, context) => {
    for (const side of sidesOf[room.shape]) {
      if (room[side] === undefined) {
        context.addIssue({ code: 'custom', path: [side], message: `${room.name} needs a ${side}.` });
      }
    }
  });

/** The sides that a shape is measured by. */
export const sidesOf = {
  rectangle: ['length', 'width', 'height'],
  wall: ['length', 'height'],
  gable: ['width', 'height'],
} as const;

export const takeoffSchema = z.strictObject({
  rooms: z.array(takeoffRoomSchema).min(1, { error: 'A takeoff has at least one room.' }).max(60),
});

export type TakeoffRoom = z.infer<typeof takeoffRoomSchema>;
export type TakeoffSurface = z.infer<typeof takeoffSurfaceSchema>;
