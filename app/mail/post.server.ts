import { join } from 'node:path';
import { type Env, env } from '../env.server.ts';
import { notFound } from '../errors/refusal.ts';
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
 * The mailbox, for somebody at this very machine, because mail holds links that open accounts. For everybody else there
 * is none; what a proxy passed on may come from anywhere.
 * @throws Refusal not-found
 */
export function openMailbox(request: Request, address: string, settings: Env = env()): Mailbox {
  const found = mailbox(settings);
  const isPassedOn = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'Via'].some((name) =>
    request.headers.has(name),
  );
  const isHere = !isPassedOn && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
  if (!found || !(isHere || settings.MAILBOX)) throw notFound();
  return found;
}
