import { test } from 'vitest';
import { models } from '#app/ai/models.ts';
import { isPaid, openModel, platformKey } from '#app/ai/providers/providers.server.ts';
import { reportOf } from './report.ts';
import { builtIn, runEval } from './run.ts';

/** Which models of the table are asked: those whose ids are given, or the first of every provider that has a key. */
const asked = process.env.EVAL_MODELS?.split(',').map((id) => id.trim()) ?? null;

test('candlefish-1', { timeout: 120_000 }, async () => {
  console.log(reportOf('candlefish-1 (built in)', await runEval(builtIn())));
});

const seen = new Set<string>();
for (const entry of models) {
  if (!isPaid(entry)) continue;
  const key = platformKey(entry.provider);
  if (key === null || (asked ? !asked.includes(entry.id) : seen.has(entry.provider))) continue;
  seen.add(entry.provider);
  test(entry.id, { timeout: 3_600_000 }, async () => {
    console.log(reportOf(`${entry.id} (${entry.label})`, await runEval(openModel(entry, key), true)));
  });
}
