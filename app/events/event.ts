import type { z } from 'zod';

/**
 * A kind of event: what happened, as `module.thing-happened`, and the shape of what is told about it. Contracts declare
 * them as plain objects of this shape, so that they depend on nothing.
 */
export interface EventType<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly schema: Schema;
}

/** Declares a kind of event where a plain object would lose the type of its schema. */
export function defineEvent<Schema extends z.ZodType>(name: string, schema: Schema): EventType<Schema> {
  return { name, schema };
}
