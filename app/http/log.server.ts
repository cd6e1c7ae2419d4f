import { pino } from 'pino';
import { env } from '../env.server.ts';

/** Structured log on standard output. Secrets and personal data have no business in it. */
export const log = pino({
  level: env().LOG_LEVEL,
  redact: ['*.password', '*.token', '*.cookie', '*.authorization', 'password', 'token'],
});
