/** The database could not be reached or did not answer in time. Nothing is wrong with what was asked: try again. */
export class DatabaseBusyError extends Error {
  override name = 'DatabaseBusyError';
}

/** The database cannot be opened at all. The message is one sentence for the person who starts the server. */
export class DatabaseOpenError extends Error {
  override name = 'DatabaseOpenError';
}

/** Messages of node-postgres for a connection that is gone or cannot be had; they carry no code. */
const connectionMessages = [
  'Connection terminated',
  'Client has encountered a connection error',
  'timeout exceeded when trying to connect',
  'Client was closed and is not queryable',
  'This socket has been ended by the other party',
  'Cannot call write after a stream was destroyed',
];

/** Class 08: connection. 57P01-03: shut down, crashed, starting. 53300: too many connections. 55P03, 57014: waited too long. */
const connectionCodes = /^(08|57P0[1-5]|53300|55P03|57014|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;

/** True when the database could not be reached or gave up waiting: nothing is wrong with what was asked. */
export function isConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DatabaseBusyError) return true;
    const { code } = cause as NodeJS.ErrnoException;
    if (code && connectionCodes.test(code)) return true;
    if (connectionMessages.some((message) => cause instanceof Error && cause.message.includes(message))) return true;
  }
  return false;
}

/** True when the database refused a row because an archive is being brought into the tenant (`refuse_beside_archive`). */
export function isBesideArchive(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as NodeJS.ErrnoException).code === 'CF001') return true;
  }
  return false;
}
