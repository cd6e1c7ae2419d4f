import { parseArgs } from 'node:util';
import { startProviders } from './server.ts';

/**
 * The stand-ins of the providers as a process of their own, for trying the assistant out and for measuring it:
 * `node tests/support/providers/serve.ts [--port 4100] [--tokens 60] [--gap-ms 30] [--stamps]`.
 * Each answer says the same so many words; with stamps, each word is its number and the time it was sent at.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    tokens: { type: 'string', default: '60' },
    'gap-ms': { type: 'string', default: '30' },
    stamps: { type: 'boolean', default: false },
  },
});

const words = 'This is what a provider would have said, had one been asked. '.split(/(?<= )/);

/** As many words as were asked for, each made when it is sent. */
const text = {
  *[Symbol.iterator]() {
    for (let index = 0; index < Number(values.tokens); index++) yield values.stamps ? stamp(index) : wordAt(index);
  },
};

function wordAt(index: number): string {
  return words[index % words.length] ?? '';
}

function stamp(index: number): string {
  return `${index}@${(performance.timeOrigin + performance.now()).toFixed(2)} `;
}

const providers = await startProviders({ port: Number(values.port) });
providers.otherwise(() => ({ gapMs: Number(values['gap-ms']), text }));
const { urls, asked } = providers;
process.stdout.write(
  Object.entries(urls)
    .map(([name, url]) => `${name.toUpperCase()}_API_KEY=any ${name.toUpperCase()}_BASE_URL=${url}\n`)
    .join(''),
);
// Measurements ask what became of a request.
process.on('message', () => process.send?.(asked.map(({ at, abortedAt, endedAt }) => ({ at, abortedAt, endedAt }))));
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void providers.close().then(() => process.exit()));
