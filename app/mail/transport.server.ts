import { createTransport } from 'nodemailer';
import type { WrittenLetter } from './letter.server.tsx';

/** A letter on its way to somebody. `id` names it for ever: it is sent again under the same Message-ID. */
export interface Envelope extends WrittenLetter {
  id: string;
  toAddress: string;
  replyTo: string | null;
  createdAt: Date;
}

/** Carries letters. Done when somebody else has taken responsibility for the letter. */
export interface Transport {
  /** @throws FinalFailure when trying again is of no use; any other error when it may be. */
  send(letter: Envelope): Promise<void>;
}

/** The receiving side refused this letter for good: no such mailbox, not wanted. */
export class FinalFailure extends Error {}

/** How long a mail server may take for each step, in milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 5_000 };

/**
 * Sends through the SMTP server at `url`, one connection a letter. `from` is an address, or `Name <address>`.
 * Between the server's acceptance and our record of it lies one commit: a process that dies there sends the letter a second time, with
 * the same Message-ID and date, by which mailboxes recognise a copy. SMTP offers no more (RFC 5321, 4.5.3 and 6.1).
 */
export function smtpTransport({ url, from }: { url: string; from: string }): Transport {
  const address = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const transporter = createTransport({ url, ...patience, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send(letter) {
      try {
        await transporter.sendMail({
          from: { name: senderName(letter.fromName), address },
          to: { name: '', address: letter.toAddress },
          replyTo: letter.replyTo ?? undefined,
          subject: letter.subject,
          text: letter.plain,
          html: letter.html,
          date: letter.createdAt,
          messageId: `<${letter.id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw isFinal(error) ? new FinalFailure((error as Error).message, { cause: error }) : error;
      }
    },
  };
}

/** A business does not pass for the platform, nor for another sender: the platform is named beside it. */
export function senderName(fromName: string): string {
  return fromName === platformName ? platformName : `${fromName} via ${platformName}`;
}

export const platformName = 'Candlefish';

/** 5xx to the recipient or to the letter is final (RFC 5321, 4.2.1); to our sign-in it is our mistake, which may be mended. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const isAboutLetter = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  const response = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;
  return isAboutLetter && response >= 500;
}
