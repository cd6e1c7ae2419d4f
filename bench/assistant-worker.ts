// One process that reads streams of a provider and writes them as UI-message streams, by our path or by ai's `streamText`,
// and says what it cost. What it writes is read here as well: each word carries the time at which the provider sent it.
import { Writable } from 'node:stream';
import { percentile } from './figure.ts';

export interface Load {
  path: 'ours' | 'stream-text';
  url: string;
  streams: number;
  tokens: number;
  /** The time over which they begin, evenly: people do not all ask in the same moment. */
  rampMs: number;
}

export interface Cost {
  /** Microseconds of CPU for one token. */
  cpuPerToken: number;
  tokenP50: number;
  tokenP99: number;
  firstP99: number;
  lost: number;
}

/** Writes one answer into `out`, as server-sent events. */
type Path = (out: Writable) => Promise<void>;

process.on('message', async (load: Load) => {
  const path = load.path === 'ours' ? await ours(load.url) : await theirs(load.url);
  // Code is compiled and connections are opened before anything is measured.
  await Promise.all(Array.from({ length: Math.min(load.streams, 50) }, () => path(new Reader(load.tokens))));
  const readers = Array.from({ length: load.streams }, () => new Reader(load.tokens));
  const before = process.cpuUsage();
  await Promise.all(readers.map(start(path, load.rampMs)));
  const { user, system } = process.cpuUsage(before);
  const delays = readers.flatMap(({ delays }) => delays);
  process.send?.({
    cpuPerToken: (user + system) / (load.streams * load.tokens),
    tokenP50: percentile(delays, 0.5),
    tokenP99: percentile(delays, 0.99),
    firstP99: percentile(
      readers.map(({ firstMs }) => firstMs),
      0.99,
    ),
    lost: readers.reduce((sum, { missing }) => sum + missing, 0),
  } satisfies Cost);
});

function start(path: Path, rampMs: number) {
  return async (reader: Reader, index: number, { length }: { length: number }) => {
    await new Promise((resolve) => setTimeout(resolve, (index * rampMs) / length));
    reader.begin();
    await path(reader);
  };
}

/** Reads what would go to a browser. */
class Reader extends Writable {
  delays: number[] = [];
  firstMs = Number.NaN;
  #startedAt = 0;
  #next = 0;
  #isInOrder = true;
  readonly #tokens: number;

  constructor(tokens: number) {
    super();
    this.#tokens = tokens;
  }

  begin(): void {
    this.#startedAt = performance.now();
  }

  get missing(): number {
    return this.#isInOrder ? this.#tokens - this.#next : this.#tokens;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const now = performance.timeOrigin + performance.now();
    for (const [, index, sentAt] of chunk.toString().matchAll(/(\d+)@(\d+\.\d+) /g)) {
      if (this.#next === 0) this.firstMs = performance.now() - this.#startedAt;
      if (Number(index) !== this.#next) this.#isInOrder = false;
      this.#next += 1;
      this.delays.push(now - Number(sentAt));
    }
    done();
  }
}

async function ours(url: string): Promise<Path> {
  const { anthropicModel } = await import('#app/ai/providers/anthropic.ts');
  const { findModel } = await import('#app/ai/models.ts');
  const { isPaid } = await import('#app/ai/providers/providers.server.ts');
  const { streamWithFallback } = await import('#app/ai/routing.server.ts');
  const { Answer } = await import('#app/ai/run/answer.ts');
  const { Broadcast } = await import('#app/ai/run/broadcast.server.ts');
  const entry = findModel('claude-sonnet-5-5');
  if (!entry || !isPaid(entry)) throw new Error('The model is not in the table.');
  const connection = { apiKey: 'any', baseUrl: url, firstTokenMs: 600_000, stallMs: 600_000 };
  const candidate = { entry, model: anthropicModel(entry, connection), isOwnKey: false, circuit: 'bench' };
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Go on.' }] }];
  return async (out) => {
    const broadcast: InstanceType<typeof Broadcast> = new Broadcast(() => answer.tellWords());
    const answer = new Answer([], { say: (text) => broadcast.say(text), wake: () => broadcast.wake() });
    broadcast.attach(out);
    const call = { prompt, tools: [], abortSignal: new AbortController().signal };
    for await (const part of streamWithFallback([candidate], call)) answer.take(part, (tool) => tool);
    broadcast.end();
  };
}

async function theirs(url: string): Promise<Path> {
  const peer = (name: string) => import(import.meta.resolve(`./peers/stream-text/node_modules/${name}/dist/index.js`));
  const { createAnthropic } = await peer('@ai-sdk/anthropic');
  const { streamText } = await peer('ai');
  const model = createAnthropic({ apiKey: 'any', baseURL: `${url}/v1` })('claude-sonnet-5-5');
  return async (out) => {
    const response: Response = streamText({ model, prompt: 'Go on.' }).toUIMessageStreamResponse();
    await response.body?.pipeTo(Writable.toWeb(out) as WritableStream);
  };
}
