import { z } from 'zod';

/** Why an operator does something: the business reads it. */
export const reasonInput = z
  .string({ error: 'Say why.' })
  .trim()
  .min(8, { error: 'Say why, in a few words that the business will understand.' })
  .max(300, { error: 'Say it in 300 characters.' });

const limit = (most: number) =>
  z.coerce
    .number({ error: 'Enter a whole number.' })
    .int({ error: 'Enter a whole number.' })
    .min(0, { error: 'Nothing is the least.' })
    .max(most, { error: `${most} is the most.` });

export const limitsInput = {
  seatLimit: limit(100_000),
  storageLimitMib: limit(10_000_000),
  apiCallLimit: limit(2_000_000_000),
  assistantTokenLimit: limit(2_000_000_000),
  dailyMailLimit: limit(100_000),
};
