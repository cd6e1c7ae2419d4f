import { database } from './client.server.ts';

/** Messages of node-postgres for a connection that is gone or cannot be had; they carry no code. */
const connectionMessages = [
  'Connection terminated',
  'Client has encountered a connection error',
  'timeout exceeded when trying to connect',
  'Client was closed and is not queryable',
];

/** Class 08: connection. 57P01-03: shut down, crashed, starting. 53300: too many connections. 55P03, 57014: waited too long. */
const connectionCodes = /^(08|57P0[1-5]|53300|55P03|57014|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;

/** True when the database could not be reached or gave up waiting: nothing is wrong with what was asked. */
export function isConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code && connectionCodes.test(code)) return true;
    if (connectionMessages.some((message) => cause instanceof Error && cause.message.includes(message))) return true;
  }
  return false;
}

/** Asks the database for nothing, within two seconds. */
export async function databaseIsReachable(): Promise<boolean> {
  const answer = database()
    .pool.query('select 1')
    .then(
      () => true,
      () => false,
    );
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, 2_000, false).unref());
  return Promise.race([answer, late]);
}
