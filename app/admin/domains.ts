import { z } from 'zod';

const domain = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;

/** Domains of addresses as people write a list of them: lower-case, sorted, each once. May be empty. */
export const domainList = z
  .string()
  .max(2_000)
  .transform((text) => text.toLowerCase().split(/[\s,;]+/))
  .transform((list) => [...new Set(list.map((each) => each.replace(/^@/, '')))].filter((each) => each !== ''))
  .refine((list) => list.every((each) => domain.test(each)), {
    error: 'Write domains such as example.com, with a comma between them.',
  })
  .transform((list) => list.sort());
