// Reading a provider and writing it on, against `streamText` of ai@7 with its own provider: both read the same stand-in.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { startProviders } from '#tests/support/providers/server.ts';
import type { Cost, Load } from './assistant-worker.ts';
import { type Figure, figure, median, note, percentile } from './figure.ts';

const paths = ['ours', 'stream-text'] as const;
export async function run(): Promise<Figure[]> {
  installPeer();
  const calm = await interleaved({ streams: 50, tokens: 200, rampMs: 1_000 }, 20, 3);
  const crowded = await interleaved({ streams: 500, tokens: 300, rampMs: 5_000 }, 50, 2);
  const provider = await standIn(100, 50);
  const rushed = await measure({ path: 'ours', streams: 500, tokens: 100, rampMs: 1_000, url: provider.url });
  provider.process.kill();
  const aborts = await abortTimes();
  const of = (costs: Cost[], key: keyof Cost) => median(costs.map((cost) => cost[key]));
  const ratio = (costs: Record<Load['path'], Cost[]>, key: keyof Cost) =>
    median(costs.ours.map((cost, round) => cost[key] / (costs['stream-text'][round]?.[key] ?? Number.NaN)));
  const lost = [...calm.ours, ...crowded.ours].reduce((sum, cost) => sum + cost.lost, 0);
  return [
    figure('CPU of a token / streamText, 50 streams of 50 tokens/s', ratio(calm, 'cpuPerToken'), { atMost: 0.4 }, 'x'),
    note('CPU of a token', of(calm.ours, 'cpuPerToken'), ' us'),
    note('the same, streamText', of(calm['stream-text'], 'cpuPerToken'), ' us'),
    note('CPU of a token / streamText, 500 streams of 20 tokens/s', ratio(crowded, 'cpuPerToken'), 'x'),
    figure('token latency p99, 500 streams of 20 tokens/s', of(crowded.ours, 'tokenP99'), { atMost: 30 }, ' ms'),
    note('the same, p50', of(crowded.ours, 'tokenP50'), ' ms'),
    note('the same, p99, when all 500 begin within one second', rushed.tokenP99, ' ms'),
    note('the same, p99 of streamText', of(crowded['stream-text'], 'tokenP99'), ' ms'),
    figure('first token p99 / streamText, 500 streams', ratio(crowded, 'firstP99'), { atMost: 0.25 }, 'x'),
    note('first token p99', of(crowded.ours, 'firstP99'), ' ms'),
    figure('tokens lost', lost, { atMost: 0 }),
    figure('an abort reaches the provider, slowest of 50', percentile(aborts, 1), { atMost: 200 }, ' ms'),
  ];
}

function installPeer(): void {
  const cwd = 'bench/peers/stream-text';
  if (!existsSync(`${cwd}/node_modules`)) spawnSync('npm', ['install', '--no-save'], { cwd, stdio: 'inherit' });
}

/** One after the other, each in a process of its own, so that what else the machine does falls on both. */
async function interleaved(load: Omit<Load, 'path' | 'url'>, gapMs: number, rounds: number) {
  const costs: Record<Load['path'], Cost[]> = { ours: [], 'stream-text': [] };
  const provider = await standIn(load.tokens, gapMs);
  for (let round = 0; round < rounds; round += 1) {
    for (const path of paths) costs[path].push(await measure({ ...load, path, url: provider.url }));
  }
  provider.process.kill();
  return costs;
}

async function standIn(tokens: number, gapMs: number): Promise<{ process: ChildProcess; url: string }> {
  const args = ['--port', '0', '--tokens', `${tokens}`, '--gap-ms', `${gapMs}`, '--stamps'];
  const child = fork('tests/support/providers/serve.ts', args, { silent: true });
  const [printed] = await once(child.stdout ?? child, 'data');
  const url = /ANTHROPIC_BASE_URL=(\S+)/.exec(String(printed))?.[1];
  if (!url) throw new Error('The stand-in did not say where it is.');
  return { process: child, url };
}

async function measure(load: Load): Promise<Cost> {
  const worker = fork('bench/assistant-worker.ts');
  worker.send(load);
  const [cost]: [Cost] = (await once(worker, 'message')) as [Cost];
  worker.kill();
  return cost;
}

/** From the moment in which a person stops to the moment in which the provider sees that they left. */
async function abortTimes(): Promise<number[]> {
  const { anthropicModel } = await import('#app/ai/providers/anthropic.ts');
  const { findModel } = await import('#app/ai/models.ts');
  const { isPaid } = await import('#app/ai/providers/providers.server.ts');
  const entry = findModel('claude-sonnet-5-5');
  if (!entry || !isPaid(entry)) throw new Error('The model is not in the table.');
  const providers = await startProviders();
  providers.otherwise(() => ({ text: Array.from({ length: 2_000 }, () => 'word '), gapMs: 20 }));
  const connection = { apiKey: 'any', baseUrl: providers.urls.anthropic, firstTokenMs: 60_000, stallMs: 60_000 };
  const model = anthropicModel(entry, connection);
  const stoppedAt = Array.from({ length: 50 }, () => 0);
  await Promise.allSettled(
    stoppedAt.map(async (_, index) => {
      const controller = new AbortController();
      setTimeout(() => {
        stoppedAt[index] = Date.now();
        controller.abort();
      }, 500);
      const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: `${index}` }] }];
      for await (const _part of model.stream({ prompt, tools: [], abortSignal: controller.signal }));
    }),
  );
  const deadline = Date.now() + 5_000;
  while (providers.asked.some(({ abortedAt }) => abortedAt === null) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const times = providers.asked.map(({ body, abortedAt }) => {
    const index = Number(JSON.stringify(body.messages).match(/"text":"(\d+)"/)?.[1]);
    return (abortedAt ?? Number.POSITIVE_INFINITY) - (stoppedAt[index] ?? 0);
  });
  await providers.close();
  return times;
}
