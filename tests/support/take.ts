// Takes from a shared limit as a process of its own, as often as told and all at once: prints how often it was let through.
import { SharedLimiter } from '#app/limits/shared.server.ts';

const [name = '', limit = '', times = ''] = process.argv.slice(2);
const { UPSTASH_REDIS_REST_URL: url = '', UPSTASH_REDIS_REST_TOKEN: token = '' } = process.env;
const limiter = new SharedLimiter({ url, token });
const rule = { name, limit: Number(limit), windowMs: 3_600_000 };
const verdicts = await Promise.all(Array.from({ length: Number(times) }, () => limiter.take(rule, 'everybody')));
process.stdout.write(
  JSON.stringify({ allowed: verdicts.filter(({ isAllowed }) => isAllowed).length, state: limiter.state }),
);
