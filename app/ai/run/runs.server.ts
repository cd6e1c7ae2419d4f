import type { ServerResponse } from 'node:http';
import { log } from '../../http/log.server.ts';
import type { Begun } from './plan.server.ts';
import { Run } from './run.server.ts';
import { checkpoint } from './save.server.ts';
import { nameConversation } from './title.server.ts';

/** How often answers are saved while they are made. */
const checkpointEveryMs = 1_000;
/** An answer that does not change says so often that somebody is there. */
const beatEveryMs = 5_000;
/** So long an answer can still be read from its beginning after its end: a page that is told of it comes a moment later. */
const lingerMs = 30_000;
/** A comment, which keeps a silent stream from being closed on its way. */
const breath = Buffer.from(': \n\n');
const breathEveryMs = 15_000;

/** The answers that this process makes. */
export class Runs {
  readonly #runs = new Map<string, Run>();
  readonly #beats = new Map<Run, number>();
  readonly #naming = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isSaving = false;
  #isClosed = false;

  /** True once the process is about to stop: nothing new begins. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins an answer. The conversation's row must say already that it streams. */
  begin({ plan, told, title }: Begun): Run {
    const run = new Run(plan, told);
    if (title) void this.#name(run, title);
    const key = keyOf(plan.who.tenantId, plan.conversationId);
    this.#runs.set(key, run);
    this.#beats.set(run, Date.now());
    this.#timer ??= setInterval(() => void this.#tick(), checkpointEveryMs).unref();
    void run.done.then(() => {
      this.#beats.delete(run);
      if (this.#beats.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      setTimeout(() => {
        if (this.#runs.get(key) === run) this.#runs.delete(key);
      }, lingerMs).unref();
    });
    return run;
  }

  /** The answer that is made in a conversation, or was until a moment ago. */
  find(tenantId: string, conversationId: string): Run | undefined {
    return this.#runs.get(keyOf(tenantId, conversationId));
  }

  /** True while an answer is made here. */
  isLive(tenantId: string, conversationId: string): boolean {
    return this.find(tenantId, conversationId)?.isOver === false;
  }

  /** Ends all answers within the given time: those that end by themselves until then do, the others are cut off. */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    const all = Promise.all([...this.#beats.keys()].map(({ done }) => done));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
    this.#closing.abort();
    for (const run of this.#beats.keys())
      run.end({ status: 'interrupted', problem: 'The answer was cut off by a restart.' });
    await Promise.all([...[...this.#beats.keys()].map(({ done }) => done), ...this.#naming]);
  }

  /** A new conversation is called by its first words, and then by what a model makes of them. */
  async #name(run: Run, title: { words: string; plain: string }): Promise<void> {
    run.tellTitle(title.plain);
    const named = nameConversation(run.plan, title, this.#closing.signal);
    this.#naming.add(named);
    const found = await named.finally(() => this.#naming.delete(named));
    if (found !== null && !run.isOver) run.tellTitle(found);
  }

  async #tick(): Promise<void> {
    const now = Date.now();
    if (this.#isSaving) return;
    this.#isSaving = true;
    try {
      for (const [tenantId, runs] of this.#due(now)) await this.#save(tenantId, runs, now);
    } finally {
      this.#isSaving = false;
    }
  }

  #due(now: number): Map<string, Run[]> {
    const due = new Map<string, Run[]>();
    for (const [run, beat] of this.#beats) {
      if (run.isOver || (run.answer.unsaved() === null && now - beat < beatEveryMs)) continue;
      const { tenantId } = run.plan.who;
      due.set(tenantId, [...(due.get(tenantId) ?? []), run]);
    }
    return due;
  }

  async #save(tenantId: string, runs: readonly Run[], now: number): Promise<void> {
    try {
      const answers = runs.map(({ plan: { messageId, writer }, answer }) => ({ messageId, writer, answer }));
      const gone = new Set(await checkpoint(tenantId, answers));
      for (const run of runs) {
        if (this.#beats.has(run)) this.#beats.set(run, now);
        // Its end may be on its way to the database, where it is no longer streaming.
        if (gone.has(run.plan.writer) && !run.isOver) run.end({ status: 'stopped' });
      }
    } catch (error) {
      log().error({ err: error, answers: runs.length }, 'answers were not saved in between');
    }
  }
}

/** Gives an answer to whoever asked for it, from its beginning and on to its end. */
export function sendStream(outgoing: ServerResponse, headers: Record<string, string>, run: Run): void {
  outgoing.writeHead(200, headers);
  outgoing.flushHeaders();
  const breathing = setInterval(() => outgoing.write(breath), breathEveryMs).unref();
  outgoing.on('close', () => clearInterval(breathing));
  run.broadcast.attach(outgoing);
}

function keyOf(tenantId: string, conversationId: string): string {
  return `${tenantId} ${conversationId}`;
}
