import { startCluster } from '#tests/support/cluster.ts';
import { storm } from '#tests/support/storm.ts';
import { type Figure, figure, note } from './figure.ts';

/** A minute of killed backends and two restarts of PostgreSQL under 100 workers. */
export async function run(): Promise<Figure[]> {
  const bin = process.env.SERVICES_PG_BIN;
  if (!bin)
    throw new Error(
      'Set SERVICES_PG_BIN to the folder of the PostgreSQL programs: the storm restarts a server of its own.',
    );
  const cluster = await startCluster(bin);
  const report = await storm({ url: cluster.url, seconds: 60, workers: 100, restart: cluster.restart }).finally(() =>
    cluster.stop(),
  );
  return [
    note('answered reads and writes', report.reads + report.writes),
    note('backends killed', report.killed),
    note('refused as busy', report.refused),
    figure('slowest answer or refusal', report.slowestMs, { atMost: 5_000 }, ' ms'),
    figure('wrong or silently empty answers', report.wrong.length, { atMost: 0 }),
    figure('acknowledged writes lost', report.lost, { atMost: 0 }),
    figure('free connections 2 s later, of 10', report.poolAfter.idle, { atLeast: 10 }),
  ];
}
