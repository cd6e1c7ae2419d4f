// What it costs a request that its session is looked up, and what it costs everybody that others sign in.
import type { AppLoadContext } from '@remix-run/node';
import { Runs } from '#app/ai/run/runs.server.ts';
import { demo } from '#app/demo.server.ts';
import { tenantLoader } from '#app/tenancy/gate.server.ts';
import type { TenantInfo } from '#app/tenancy/operation.server.ts';
import { closeRequestScope } from '#app/tenancy/scope.server.ts';
import { createDatabase, type Database, setDatabase } from '#db/client.server.ts';
import { type TenantTx, withTenant } from '#db/tenant.server.ts';
import { estimateListSchema } from '#modules/paintbox/domain/inputs/estimate.ts';
import { listEstimates } from '#modules/paintbox/operations/estimate-reading.server.ts';
import { TestClient } from '#tests/support/client.ts';
import { startServer } from '#tests/support/server.ts';
import { benchDatabase } from './database.ts';
import { type Figure, figure, median, note, percentile } from './figure.ts';
import { type Answer, openLoop } from './open-loop.ts';

const slug = 'harbor-pine';
const page = `/t/${slug}/paintbox/estimates`;

export async function signInFigures(): Promise<Figure[]> {
  const { url, drop } = await benchDatabase();
  const server = await startServer({ DATABASE_URL: url });
  const database = await createDatabase({ url });
  setDatabase(database);
  try {
    const reader = await new TestClient(server.url).signIn('owner@harborpine.example', demo.password);
    return [...(await sessionCheck(database, reader)), ...(await signingIn(server.url, reader))];
  } finally {
    setDatabase(undefined);
    await database.close();
    await server.stop();
    await drop();
  }
}

/** The same page of estimates, read in turns through the gate and in a transaction that was told its tenant. */
async function sessionCheck(database: Database, reader: TestClient): Promise<Figure[]> {
  const [tenant] = await database.execute<TenantInfo & Record<string, unknown>>(
    `select id, slug, name, locale, time_zone as "timeZone", currency, units from tenant where slug = $1`,
    [slug],
  );
  if (!tenant) throw new Error('The demo business is not there.');
  const read = (tx: TenantTx) => listEstimates({ tx, tenant }, estimateListSchema.parse({}));
  const loader = tenantLoader({ permission: 'tenant:read' }, ({ tx }) => read(tx));
  const shared = { nonce: '', clientAddress: '127.0.0.1', runs: new Runs(), isSecure: false };
  const { signal } = new AbortController();
  const request = new Request(reader.base + page, { headers: { Cookie: reader.cookieHeader() } });
  const checked = async () => {
    const context: AppLoadContext = { requestId: 'bench', signal, ...shared };
    await loader({ request, params: { tenant: slug }, context });
    await closeRequestScope(context);
  };
  const told = () => withTenant({ tenantId: tenant.id }, read, { readOnly: true });
  const times = await inTurns({ checked, told }, 2_000);
  const [withCheck, without] = [median(times.checked), median(times.told)];
  return [
    figure('the session check adds to a request, p50', withCheck - without, { atMost: 1 }, ' ms'),
    note('that request without it, p50', without, ' ms'),
  ];
}

/** Milliseconds of each call, those of one round after another; the first fifth warms up. */
async function inTurns<K extends string>(
  ways: Record<K, () => Promise<unknown>>,
  rounds: number,
): Promise<Record<K, number[]>> {
  const names = Object.keys(ways) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds * 1.2; round += 1) {
    for (const name of round % 2 ? names : names.toReversed()) {
      const startedAt = performance.now();
      await ways[name]();
      if (round >= rounds * 0.2) times[name].push(performance.now() - startedAt);
    }
  }
  return times;
}

const atOnce = 8;
const rounds = 6;
const load = { perSecond: 20, seconds: 5 };

/** Pages that are asked for at a steady rate, in turns with nobody and with eight people signing in again and again. */
async function signingIn(url: string, reader: TestClient): Promise<Figure[]> {
  const people = await Promise.all(Array.from({ length: atOnce }, () => newcomer(url)));
  const headers = { Cookie: reader.cookieHeader() };
  const look = async () => (await openLoop(url + page, { ...load, headers })).answers;
  await look();
  const idle: Answer[] = [];
  const busy: Answer[] = [];
  let signIns = 0;
  for (let round = 0; round < rounds; round += 1) {
    idle.push(...(await look()));
    const signing = signInAgainAndAgain(people);
    busy.push(...(await look()));
    signIns += await signing.stop();
  }
  const [quiet, loud] = [p99(idle), p99(busy)];
  return [
    figure(`p99 of pages while ${atOnce} sign in at once / when nobody does`, loud / quiet, { atMost: 3 }, 'x'),
    note('p99 of pages when nobody signs in', quiet, ' ms'),
    note('p99 while they do', loud, ' ms'),
    note('people signed in a second', signIns / (rounds * load.seconds), '/s'),
    figure('pages not answered', [...idle, ...busy].filter(({ status }) => status !== 200).length, { exactly: 0 }),
  ];
}

function p99(answers: readonly Answer[]): number {
  return percentile(
    answers.map(({ ms }) => ms),
    0.99,
  );
}

const password = 'thirteen brushes and a ladder';

interface Newcomer {
  browser: TestClient;
  email: string;
}

/** Somebody with an account of their own, so that nobody counts as guessing at another's. */
async function newcomer(url: string): Promise<Newcomer> {
  const browser = new TestClient(url);
  const email = `${crypto.randomUUID()}@bench.example`;
  const { status } = await browser.post('/sign-up', { business: 'Bench', name: 'Newcomer', email, password });
  if (status !== 302) throw new Error(`Signing up gave ${status}.`);
  return { browser, email };
}

function signInAgainAndAgain(people: readonly Newcomer[]): { stop(): Promise<number> } {
  let isOver = false;
  let count = 0;
  const signing = people.map(async ({ browser, email }) => {
    while (!isOver) {
      await browser.signIn(email, password);
      count += 1;
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(signing);
      return count;
    },
  };
}
