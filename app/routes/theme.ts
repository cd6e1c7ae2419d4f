import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { writeTheme } from '../http/cookie.server.ts';
import { safePath } from '../tenancy/entry.server.ts';
import { publicAction, publicLoader } from '../tenancy/gate.server.ts';

export const loader = publicLoader(async () => redirect('/'));

/** Remembers light, dark or the system's choice in a cookie, so that the server draws the page right at once. */
export const action = publicAction(
  {
    input: z.object({
      theme: z.enum(['light', 'dark', 'system'], { error: 'Choose light, dark or system.' }),
      next: z.string().optional(),
    }),
  },
  async ({ input }) => redirect(safePath(input.next), { headers: { 'Set-Cookie': await writeTheme(input.theme) } }),
);
