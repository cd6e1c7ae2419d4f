import { describe, expect, test } from 'vitest';
import { registry } from '#app/registry.server.ts';
import { reportOf, shareOf } from './report.ts';
import { builtIn, runEval, tools } from './run.ts';

describe('the built-in model', () => {
  test('understands nine requests of ten, in both halves', { timeout: 120_000 }, async () => {
    const halves = await runEval(builtIn());
    console.log(reportOf('candlefish-1 (built in)', halves));
    const [seen, heldOut] = halves;
    expect(halves.flatMap(({ verdicts }) => verdicts).length).toBeGreaterThanOrEqual(200);
    expect(shareOf(halves.flatMap(({ verdicts }) => verdicts))).toBeGreaterThanOrEqual(0.9);
    expect(shareOf(seen?.verdicts ?? [])).toBeGreaterThanOrEqual(0.9);
    expect(shareOf(heldOut?.verdicts ?? [])).toBeGreaterThanOrEqual(0.8);
  });

  test('what pages offer is understood', async () => {
    const offered = registry.manifests.flatMap(({ suggestions = [] }) => suggestions).map(({ text }) => text);
    const said = new Map(
      (await runEval(builtIn())).flatMap(({ verdicts }) => verdicts).map((each) => [each.request.say, each]),
    );
    expect(offered.length).toBeGreaterThan(4);
    expect(offered.filter((text) => !said.get(text)?.isRight)).toEqual([]);
  });

  test('the requests ask for every tool that there is', async () => {
    const asked = new Set(
      (await runEval(builtIn()))
        .flatMap(({ verdicts }) => verdicts)
        .flatMap(({ request: { expect: wanted } }) => (typeof wanted === 'string' ? [] : wanted.map(([tool]) => tool))),
    );
    expect(tools.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
  });
});
