import { type Logger, pino } from 'pino';
import { env } from '../env.server.ts';

let logger: Logger | undefined;

/**
 * Structured log on standard output. Secrets and personal data have no business in it. Made at first use, so that an
 * environment that cannot be used is told in a sentence and not in a stack.
 */
export function log(): Logger {
  logger ??= pino({
    level: env().LOG_LEVEL,
    redact: ['*.password', '*.token', '*.cookie', '*.authorization', 'password', 'token'],
  });
  return logger;
}
