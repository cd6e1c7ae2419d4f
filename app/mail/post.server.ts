import { join } from 'node:path';
import { type Env, env } from '../env.server.ts';
import { Mailbox } from './mailbox.server.ts';
import { smtpTransport, type Transport } from './transport.server.ts';

/**
 * The mailbox of this machine, where there is no mail server: for development and for trying the product out. A
 * production that has an address of its own never shows anybody's mail; there it waits for a mail server.
 */
export function mailbox(settings: Env = env()): Mailbox | null {
  if (settings.SMTP_URL || (settings.NODE_ENV === 'production' && settings.PUBLIC_URL)) return null;
  return new Mailbox(join(settings.DATA_DIR, 'mailbox'));
}

/** How mail leaves; null when it has to wait. */
export function transport(settings: Env = env()): Transport | null {
  return settings.SMTP_URL ? smtpTransport({ url: settings.SMTP_URL, from: settings.MAIL_FROM }) : mailbox(settings);
}

/**
 * Who may open the mailbox: somebody at this very machine, because mail holds links that open accounts. What a proxy
 * passed on may come from anywhere.
 */
export function mayOpenMailbox(request: Request, address: string, settings: Env = env()): boolean {
  if (settings.MAILBOX) return true;
  const isPassedOn = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'Via'].some((name) =>
    request.headers.has(name),
  );
  return !isPassedOn && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
}
