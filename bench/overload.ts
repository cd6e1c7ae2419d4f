// Four times what the server can do: how much good work is left, and how soon the rest is turned away.
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, note, percentile } from './figure.ts';
import { burst } from './load.ts';
import { openLoop } from './open-loop.ts';

const seconds = 8;

export async function run(): Promise<Figure[]> {
  const database = await benchDatabase();
  const server = await startServer({ DATABASE_URL: database.url });
  try {
    const client = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
    const headers = { Cookie: client.cookieHeader() };
    const url = `${server.url}/t/harbor-pine/paintbox/estimates`;
    await burst(url, { connections: 32, seconds: 4, headers });
    const peak = (await burst(url, { connections: 32, seconds, headers })).requestsPerSecond;
    const { answers } = await openLoop(url, { perSecond: Math.round(peak * 4), seconds, headers });
    const good = answers.filter(({ status }) => status === 200).length / seconds;
    const away = answers.filter(({ status }) => status === 503);
    const lost = answers.filter(({ status }) => status !== 200 && status !== 503);
    return [
      note('peak, requests/s', peak),
      figure('goodput at 4x overload against the peak', good / peak, { atLeast: 0.8 }, 'x'),
      figure(
        'p99 of being turned away',
        percentile(
          away.map(({ ms }) => ms),
          0.99,
        ),
        { atMost: 50 },
        ' ms',
      ),
      figure('turned away without Retry-After', away.filter(({ retryAfter }) => !retryAfter).length, { atMost: 0 }),
      figure('neither answered nor turned away', lost.length, { atMost: 0 }),
    ];
  } finally {
    await server.stop();
    await database.drop();
  }
}
