import { expect, test } from 'vitest';
import { startCluster } from '#tests/support/cluster.ts';
import { freshDatabase } from '#tests/support/database.ts';
import { type StormReport, storm } from '#tests/support/storm.ts';

const bin = process.env.SERVICES_PG_BIN;

test('backends that are killed, and a server that restarts, cost answers but never a wrong one', async () => {
  const report = bin ? await onOwnCluster(bin) : await onSharedServer();
  expect(report.wrong).toEqual([]);
  expect(report.lost).toBe(0);
  expect(report.slowestMs).toBeLessThan(5_000);
  expect(report.poolAfter).toEqual({ total: 10, idle: 10 });
  expect(report.killed).toBeGreaterThan(10);
  expect(report.reads).toBeGreaterThan(report.refused);
});

async function onOwnCluster(programs: string): Promise<StormReport> {
  const cluster = await startCluster(programs);
  return storm({ url: cluster.url, seconds: 15, workers: 100, restart: cluster.restart }).finally(() => cluster.stop());
}

/** Without the server's programs there is nobody to restart it: only its backends are killed. */
async function onSharedServer(): Promise<StormReport> {
  await using database = await freshDatabase();
  return storm({ url: database.url ?? '', seconds: 15, workers: 100 });
}
