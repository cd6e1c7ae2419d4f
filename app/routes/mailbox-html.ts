import { notFound } from '../errors/refusal.ts';
import { openMailbox } from '../mail/post.server.ts';
import { publicLoader } from '../tenancy/gate.server.ts';

/**
 * A letter of the mailbox as a mail program would draw it, for the frame on its page. Letters carry their styles in the
 * elements, so this answer has a policy of its own: styles, pictures that we serve, and nothing else, in a sandbox.
 */
export const loader = publicLoader(async ({ request, params, context }) => {
  const letter = await openMailbox(request, context.clientAddress).find(params.letter ?? '');
  if (!letter) throw notFound('letter');
  return new Response(letter.html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
      'X-Frame-Options': 'SAMEORIGIN',
    },
  });
});
