// From the first instruction to the first answer, and a stop in the middle of the load.
import { demo } from '#app/demo.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, median } from './figure.ts';
import { burst, freePort, untilAnswers } from './load.ts';
import { openLoop } from './open-loop.ts';

export async function run(): Promise<Figure[]> {
  const database = await benchDatabase();
  try {
    const first = await startServer({ DATABASE_URL: database.url });
    await first.stop();
    const starts: number[] = [];
    for (let round = 0; round < 5; round += 1) starts.push(await timeToAnswer(database.url));
    const stop = await stopUnderLoad(database.url);
    return [
      figure('start to first answer on PostgreSQL', median(starts), { atMost: 1000 }, ' ms'),
      figure('SIGTERM under load: failed requests', stop.failed, { atMost: 0 }),
      figure('SIGTERM under load: time to exit', stop.ms, { atMost: 10_000 }, ' ms'),
    ];
  } finally {
    await database.drop();
  }
}

async function timeToAnswer(url: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const starting = startServer({ DATABASE_URL: url, PORT: `${port}` });
  await untilAnswers(`http://127.0.0.1:${port}/sign-in`);
  const ms = performance.now() - started;
  await (await starting).stop();
  return ms;
}

/** A request fails when it was taken and not answered; one that nobody took any more has only to go elsewhere. */
async function stopUnderLoad(databaseUrl: string): Promise<{ failed: number; ms: number }> {
  const server = await startServer({ DATABASE_URL: databaseUrl });
  const client = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
  const headers = { Cookie: client.cookieHeader() };
  const url = `${server.url}/t/harbor-pine/paintbox/estimates`;
  // A load that the server can bear: what an overload does is measured elsewhere.
  const { requestsPerSecond } = await burst(url, { connections: 16, seconds: 4, headers });
  const load = openLoop(url, { perSecond: Math.round(requestsPerSecond / 2), seconds: 3, headers });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const asked = performance.now();
  await server.stop('SIGTERM');
  const ms = performance.now() - asked;
  const { answers } = await load;
  return {
    failed: answers.filter(({ status }) => status === 'cut' || (typeof status === 'number' && status >= 500)).length,
    ms,
  };
}
