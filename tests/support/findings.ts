import { appendFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';

type Ended = Required<Reporter>['onTestRunEnd'];

/**
 * Writes what went wrong into the file that FINDINGS names, so that `npm test` can say it once more at its very end: tests that
 * failed, tests that held only when they were tried again, and errors that no test caught.
 */
export default class Findings implements Reporter {
  onTestRunEnd(...[modules, uncaught]: Parameters<Ended>): void {
    const file = process.env.FINDINGS;
    if (!file) return;
    const found: string[] = [];
    for (const module of modules) {
      for (const error of module.errors()) found.push(`FAILED ${module.relativeModuleId}\n${textOf(error)}`);
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        const isUnsteady = test.diagnostic()?.flaky ?? false;
        if (state !== 'failed' && !isUnsteady) continue;
        const heading = `${state === 'failed' ? 'FAILED' : 'TRIED TWICE'} ${module.relativeModuleId} > ${test.fullName}`;
        found.push([heading, ...(errors ?? []).map(textOf)].join('\n'));
      }
    }
    for (const error of uncaught) found.push(`UNCAUGHT ${textOf(error)}`);
    if (found.length > 0) appendFileSync(file, `${found.join('\n\n')}\n\n`);
  }
}

function textOf({ message, stack }: { message: string; stack?: string }): string {
  return `${message.slice(0, 1_500)}\n${(stack ?? '').split('\n').slice(1, 5).join('\n')}`;
}
