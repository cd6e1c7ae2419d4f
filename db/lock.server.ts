import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DatabaseOpenError } from './faults.server.ts';

/** Folders that this process holds. */
const held = new Set<string>();

export interface Lock {
  release(): Promise<void>;
}

/**
 * Claims a folder for this process with a file that names it. A claim left behind by a process that no longer runs is
 * taken over.
 * @throws DatabaseOpenError when another process has it, or the folder cannot be written.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const file = resolve(folder, 'lock');
  await mkdir(folder, { recursive: true }).catch((error) => refuse(folder, error));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const isOurs = await writeFile(file, String(process.pid), { flag: 'wx' }).then(
      () => true,
      (error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? false : refuse(folder, error)),
    );
    if (isOurs) return hold(file);
    const holder = await readHolder(file);
    // In a container every life of the server may have the same number: our own is no sign of another process.
    const isTaken = holder === process.pid ? held.has(file) : holder !== undefined && isRunning(holder);
    if (isTaken) {
      throw new DatabaseOpenError(
        `The database in ${folder} is in use by another Candlefish (process ${holder}). Stop that one first.`,
      );
    }
    await rm(file, { force: true });
  }
  throw new DatabaseOpenError(
    `The database in ${folder} is being opened by another Candlefish. Try again in a moment.`,
  );
}

function hold(file: string): Lock {
  held.add(file);
  return {
    async release() {
      held.delete(file);
      await rm(file, { force: true });
    },
  };
}

function refuse(folder: string, error: NodeJS.ErrnoException): never {
  throw new DatabaseOpenError(
    `The folder ${folder} cannot be written (${error.code ?? error.message}). Choose another with DATA_DIR.`,
  );
}

async function readHolder(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isNaN(pid) ? undefined : pid;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
