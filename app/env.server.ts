import { z } from 'zod';

/**
 * The only reader of the environment. Every default works offline on a laptop; a wrong value stops the start with one
 * sentence for each variable.
 */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** The address people use. Decides secure cookies and the links in quotes; empty means "as the request came in". */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** PostgreSQL for requests, logged in as a role that may switch to candlefish_app. Empty: the embedded database. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  /** Owner of the schema, for migrations. Empty: the same as DATABASE_URL. */
  DATABASE_OWNER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  /** Folder of the embedded database. */
  DATA_DIR: z.string().default('.data'),
  /** Puts a demo business into an empty database: on by default for the embedded one. */
  SEED_DEMO: z.stringbool().optional(),
  /** Requests worked on at once before the next ones wait, and then are turned away with 503. */
  MAX_IN_FLIGHT: z.coerce.number().int().min(1).default(64),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Env = z.infer<typeof schema>;

/** Parses an environment, or throws an Error whose message lists every wrong variable. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not usable. ${problems.join('; ')}.`);
}

let parsed: Env | undefined;

/** The environment of this process, parsed once at first use. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
