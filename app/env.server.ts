import { z } from 'zod';

/** Where a provider is. Plain http is for one on this very machine. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname), {
    error: 'must begin with https://, unless it is on this machine',
  });

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
  /** A session is over this long after signing in, */
  SESSION_HOURS: z.coerce.number().int().min(1).max(8_760).default(720),
  /** and when nothing was asked for this long. A business may ask for less, never for more. */
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(15).max(525_600).default(10_080),
  /** How long it counts, before something dangerous, that a person has just proved who they are. */
  PROOF_MINUTES: z.coerce.number().min(0.01).max(1_440).default(10),
  /** Requests worked on at once before the next ones wait, and then are turned away with 503. */
  MAX_IN_FLIGHT: z.coerce.number().int().min(1).default(64),
  /**
   * Keys that wrap the keys that secrets are sealed with: `id:base64 of 32 bytes`, newest first, separated by commas.
   * Empty: a file in DATA_DIR, made at first use.
   */
  MASTER_KEYS: z
    .string()
    .regex(/^[\w-]{1,40}:[A-Za-z0-9+/]{43}=(,[\w-]{1,40}:[A-Za-z0-9+/]{43}=)*$/, 'must be id:base64 of 32 bytes, ...')
    .optional(),
  /** Other origins whose scripts may call `/api/*`, separated by commas. */
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter(Boolean))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be origins such as https://shop.example' }))),
  /** The header in which the proxy in front says who called, such as Fly-Client-IP. Empty: no header is believed. */
  CLIENT_ADDRESS_HEADER: z.string().optional(),
  /** Where processes share their rate limits. Empty: each counts for itself. */
  UPSTASH_REDIS_REST_URL: z.url({ protocol: /^https?$/ }).optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  /** Multiplies every rate limit, for many people behind one address. */
  RATE_LIMIT_SCALE: z.coerce.number().min(0.01).default(1),
  /** The mail server: `smtp://user:password@host:587`, or `smtps://`. Empty: mail goes to the page /mailbox, or waits. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must begin with smtp:// or smtps://' }).optional(),
  /** Who mail comes from: an address, or `Name <address>`. */
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be an address, or Name <address>')
    .default('candlefish@localhost.localdomain'),
  /** Shows /mailbox to every address and not only to this machine: for a container, never where others can reach it. */
  MAILBOX: z.stringbool().default(false),
  /** Ways to sign in by somebody else's account. One is offered when it has a client id. */
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().default(''),
  GOOGLE_ISSUER: issuer.default('https://accounts.google.com'),
  MICROSOFT_CLIENT_ID: z.string().optional(),
  MICROSOFT_CLIENT_SECRET: z.string().default(''),
  /** `common` is any organisation and any person; a directory's id in its place is that organisation alone. */
  MICROSOFT_ISSUER: issuer.default('https://login.microsoftonline.com/common/v2.0'),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().default(''),
  GITHUB_URL: issuer.default('https://github.com'),
  GITHUB_API_URL: issuer.default('https://api.github.com'),
  /** Any other OpenID provider, such as the company's own. */
  OPENID_CLIENT_ID: z.string().optional(),
  OPENID_CLIENT_SECRET: z.string().default(''),
  OPENID_ISSUER: issuer.optional(),
  OPENID_NAME: z.string().max(40).default('OpenID'),
  /**
   * The models that the assistant may ask. A provider is asked when it has a key here, or when a business brought its own;
   * without any, the built-in model answers.
   */
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: issuer.default('https://api.anthropic.com'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: issuer.default('https://api.openai.com/v1'),
  TOGETHER_API_KEY: z.string().optional(),
  TOGETHER_BASE_URL: issuer.default('https://api.together.xyz/v1'),
  FIREWORKS_API_KEY: z.string().optional(),
  FIREWORKS_BASE_URL: issuer.default('https://api.fireworks.ai/inference/v1'),
  /** How long a model may take to begin, and how long it may be silent, before another is asked. */
  ASSISTANT_FIRST_TOKEN_SECONDS: z.coerce.number().min(0.1).max(600).default(60),
  ASSISTANT_STALL_SECONDS: z.coerce.number().min(0.1).max(600).default(45),
  /** Lets webhooks and sign-ins of businesses call addresses of this machine's own network, by http too. Only development does. */
  WEBHOOKS_ALLOW_PRIVATE: z.stringbool().optional(),
  /** The largest archive of a business that may be brought here, in MiB. It comes in pieces and is never in memory whole. */
  ARCHIVE_LIMIT_MIB: z.coerce.number().int().min(1).max(1_048_576).default(2_048),
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
