import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { senderName, type Transport } from './transport.server.ts';

/** Letters kept before the oldest go. */
const mostLetters = 200;

const kept = z.object({
  id: z.uuid(),
  from: z.string(),
  replyTo: z.string().nullable(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  plain: z.string(),
  sentAt: z.coerce.date(),
});

export type KeptLetter = z.infer<typeof kept>;

/** Where mail goes that has nowhere to go: a folder that the page /mailbox shows. A letter that comes twice is there once. */
export class Mailbox implements Transport {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async send(letter: Parameters<Transport['send']>[0]): Promise<void> {
    const { id, replyTo, subject, html, plain, createdAt } = letter;
    const from = senderName(letter.fromName);
    const content = { id, from, replyTo, to: letter.toAddress, subject, html, plain, sentAt: createdAt };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = join(this.#folder, `.${id}`);
    await writeFile(draft, JSON.stringify(content), { mode: 0o600 });
    await rename(draft, this.#file(id));
    const old = (await this.#ids()).slice(mostLetters);
    await Promise.all(old.map((oldId) => rm(this.#file(oldId), { force: true })));
  }

  /** The letters, newest first. */
  async list(): Promise<KeptLetter[]> {
    const found = await Promise.all((await this.#ids()).map((id) => this.find(id)));
    return found.filter((letter) => letter !== null);
  }

  async find(id: string): Promise<KeptLetter | null> {
    if (!z.uuid().safeParse(id).success) return null;
    const text = await readFile(this.#file(id), 'utf8').catch(() => null);
    return text === null ? null : kept.parse(JSON.parse(text));
  }

  /** Ids begin with the time they were made at, so their order is that of the letters. */
  async #ids(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const ids = names.flatMap((name) => /^([0-9a-f-]{36})\.json$/.exec(name)?.[1] ?? []);
    return ids.sort().reverse();
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
