// A business of 100,000 rows leaves and comes back while people work beside it.
import { checkArchive } from '#app/data/check.server.ts';
import { sourceOf } from '#app/data/unzip.server.ts';
import { demo } from '#app/demo.server.ts';
import { createDatabase, type Database } from '#db/client.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, note, percentile } from './figure.ts';

const clients = 100_000;

export async function run(): Promise<Figure[]> {
  const { url, drop } = await benchDatabase();
  const server = await startServer({ DATABASE_URL: url });
  const database = await createDatabase({ url });
  try {
    return await leaveAndComeBack(database, server.url);
  } finally {
    await database.close();
    await server.stop();
    await drop();
  }
}

async function leaveAndComeBack(database: Database, server: string): Promise<Figure[]> {
  const owner = new TestClient(server);
  const from = await owner.signUp('Leaving');
  await fill(database, from);
  const reader = await new TestClient(server).signIn('owner@harborpine.example', demo.password);
  const pages = watch(reader);

  const out = await timed(async () => {
    await expectRedirect(owner.post(`/t/${from}/admin/data`, { intent: 'export' }));
    return untilDone(database, from);
  });
  const bytes = Buffer.from(await (await owner.get(`/t/${from}/admin/data/${out.result}`)).arrayBuffer());

  const arriving = new TestClient(server);
  const to = await arriving.signUp('Arriving');
  const back = await timed(async () => {
    await expectRedirect(arriving.post(`/t/${to}/admin/data`, { intent: 'import', archive: new Blob([bytes]) }));
    return untilDone(database, to);
  });
  const times = await pages.stop();

  await expectRedirect(arriving.post(`/t/${to}/admin/data`, { intent: 'export' }));
  const again = await untilDone(database, to);
  const twin = Buffer.from(await (await arriving.get(`/t/${to}/admin/data/${again}`)).arrayBuffer());
  const [before, after] = [await checksumOf(bytes), await checksumOf(twin)];
  return [
    figure(`rows of ${clients} that came back with another checksum`, before === after ? 0 : clients, { atMost: 0 }),
    figure('pages beside it, p95', percentile(times, 0.95), { atMost: 200 }, ' ms'),
    note('pages beside it, p50', percentile(times, 0.5), ' ms'),
    note('time to export', out.ms / 1000, ' s'),
    note('time to import', back.ms / 1000, ' s'),
    note('size of the archive', bytes.length / 2 ** 20, ' MiB'),
  ];
}

async function fill(database: Database, slug: string): Promise<void> {
  // In parts that a statement's time allows.
  for (let from = 0; from < clients; from += 10_000) {
    await database.execute(
      `insert into client (tenant_id, id, kind, name, email, notes)
       select t.id, gen_random_uuid(), 'person', 'Client ' || n, 'client' || n || '@example.com', md5(n::text)
       from tenant t, generate_series($2::int, $3::int) n where t.slug = $1`,
      [slug, from + 1, from + 10_000],
    );
  }
}

async function untilDone(database: Database, slug: string): Promise<string> {
  for (;;) {
    const [row] = await database.execute<{ id: string; state: string; problem: string | null }>(
      `select a.id, a.state, a.problem from archive a join tenant t on t.id = a.tenant_id where t.slug = $1
       order by a.created_at desc limit 1`,
      [slug],
    );
    if (row?.state === 'done') return row.id;
    if (row?.state === 'failed') throw new Error(row.problem ?? 'The archive failed.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Somebody who looks at a page twice a second, and how long each took. */
function watch(reader: TestClient): { stop(): Promise<number[]> } {
  const times: number[] = [];
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await (await reader.get('/t/harbor-pine/paintbox/estimates')).text();
      times.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await looking;
      return times;
    },
  };
}

async function timed<T>(run: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const startedAt = performance.now();
  const result = await run();
  return { result, ms: performance.now() - startedAt };
}

async function expectRedirect(answer: Promise<Response>): Promise<void> {
  const { status, headers } = await answer;
  if (status !== 302 || headers.get('Location')?.includes('confirm')) throw new Error(`The form gave ${status}.`);
}

async function checksumOf(bytes: Buffer): Promise<string | undefined> {
  return (await checkArchive(sourceOf(bytes))).tables.find(({ name }) => name === 'client')?.checksum;
}
