import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { env } from '../env.server.ts';
import { redact } from './redact.server.ts';

let logger: Logger | undefined;

/**
 * Structured log on standard output. Made at first use, so that an environment that cannot be used is told in a sentence
 * and not in a stack.
 */
export function log(): Logger {
  logger ??= makeLogger(env().LOG_LEVEL);
  return logger;
}

/** A logger that lets no secret and no personal data out, whatever field, message or error they came in. */
export function makeLogger(level: Level | 'silent', destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      // An error is a plain object by then.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[];
          const fields = first instanceof Error ? { err: first } : first;
          method.apply(this, [fields, ...rest].map((part) => redact(part)) as Parameters<typeof method>);
        },
      },
    },
    destination ?? pino.destination(1),
  );
}
