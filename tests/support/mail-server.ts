import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the mail server does with the next letter. `stall` takes the letter and never answers. */
export type Reception = 'accept' | 'stall' | { refuse: number; at: 'recipient' | 'letter' };

export interface MailServer {
  url: string;
  /** The letters that were accepted, as a mail program reads them. */
  letters: ParsedMail[];
  /** The raw bytes of each, for what a parser would hide. */
  raw: string[];
  /** How it receives from now on. */
  receive(how: Reception): void;
  /** Resolves when a letter has been handed over, accepted or not. */
  nextLetter(): Promise<void>;
  close(): Promise<void>;
}

/** A real SMTP server on a port of the loopback. */
export async function startMailServer(): Promise<MailServer> {
  const letters: ParsedMail[] = [];
  const raw: string[] = [];
  let how: Reception = 'accept';
  let waiting: (() => void)[] = [];
  const refused = (at: 'recipient' | 'letter') =>
    typeof how === 'object' && how.at === at
      ? Object.assign(new Error('The mailbox is not taken.'), { responseCode: how.refuse })
      : null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, done) => done(refused('recipient')),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const bytes = Buffer.concat(chunks);
        const refusal = refused('letter');
        if (!refusal) {
          letters.push(await simpleParser(bytes));
          raw.push(bytes.toString('utf8'));
        }
        if (how !== 'stall') done(refusal);
        for (const go of waiting) go();
        waiting = [];
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    letters,
    raw,
    receive(next) {
      how = next;
    },
    nextLetter: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
