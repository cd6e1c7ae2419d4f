import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, env } from '../env.server.ts';

export interface MasterKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** Thrown when a data key names a master key that is not at hand. Its message tells the operator what to do. */
export class MasterKeyMissing extends Error {
  override name = 'MasterKeyMissing';
  constructor(id: string) {
    super(`Secrets are sealed under the master key "${id}", which MASTER_KEYS does not hold. Add it and try again.`);
  }
}

/** The keys that wrap data keys, newest first: new data keys are wrapped by the first, older ones still open. */
export class MasterKeys {
  readonly newest: MasterKey;
  readonly #byId: ReadonlyMap<string, MasterKey>;

  constructor(keys: readonly MasterKey[]) {
    const [newest] = keys;
    if (!newest) throw new Error('There is no master key.');
    this.newest = newest;
    this.#byId = new Map(keys.map((key) => [key.id, key]));
    if (this.#byId.size < keys.length) throw new Error('Two master keys have the same id.');
  }

  /** @throws MasterKeyMissing */
  get(id: string): MasterKey {
    const found = this.#byId.get(id);
    if (!found) throw new MasterKeyMissing(id);
    return found;
  }
}

let ofProcess: MasterKeys | undefined;

/** The master keys of this process, read at first use. */
export function masterKeys(): MasterKeys {
  ofProcess ??= readMasterKeys(env());
  return ofProcess;
}

/** The keys of MASTER_KEYS; without it, those of the key file, which is made when there is none. */
export function readMasterKeys({ MASTER_KEYS, DATA_DIR }: Pick<Env, 'MASTER_KEYS' | 'DATA_DIR'>): MasterKeys {
  return new MasterKeys(parse(MASTER_KEYS ?? readKeyFile(DATA_DIR)));
}

/** Puts a new key at the head of the key file. The older ones stay: data keys may still be wrapped by them. */
export function addKeyToFile(folder: string): MasterKeys {
  const file = keyFile(folder);
  const draft = writeDraft(file, `${newKey()}\n${readKeyFile(folder)}`);
  renameSync(draft, file);
  return new MasterKeys(parse(readFileSync(file, 'utf8')));
}

function readKeyFile(folder: string): string {
  const file = keyFile(folder);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true });
  const draft = writeDraft(file, `${newKey()}\n`);
  try {
    // Of two processes that start at once, one gives the file its name and both read that one.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8');
}

function writeDraft(file: string, text: string): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  return draft;
}

function keyFile(folder: string): string {
  return join(folder, 'master-keys');
}

function newKey(): string {
  return `${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}:${randomBytes(32).toString('base64')}`;
}

function parse(text: string): MasterKey[] {
  return text
    .split(/[,\n]/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [id = '', encoded = ''] = part.trim().split(':');
      const key = Buffer.from(encoded, 'base64');
      if (!id || key.length !== 32) throw new Error('A master key must be written as id:base64 of 32 bytes.');
      return { id, key };
    });
}
