import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { isRefusal } from '../../errors/refusal.ts';
import { log } from '../../http/log.server.ts';
import type { Permission } from '../../manifest.ts';
import type { StoredPart } from '../conversation/parts.ts';
import type { MessageFacts } from '../message.ts';
import { ModelFault, type ModelPart, type Prompt } from '../model.ts';
import { functionsOf } from '../registry.server.ts';
import { type Attempt, type Candidate, type Route, streamWithFallback } from '../routing.server.ts';
import { Answer, type Call } from './answer.ts';
import { Broadcast } from './broadcast.server.ts';
import { callTools } from './calls.server.ts';
import { reserve } from './holds.server.ts';
import { type CountedRow, type Metered, saidIn, usageRow } from './meter.server.ts';
import { type Plan, type Prepared, prepare, stepPrompt } from './plan.server.ts';
import { type Ending, problemOf } from './problem.ts';
import { saveEnding } from './save.server.ts';
import { finishLine, lastLine, line, startLine } from './wire.ts';

/** Calls of a model for one question. Then the person decides whether it goes on. */
const maxSteps = 12;
/** An answer that is longer repeats itself. */
const maxCharacters = 200_000;
const maxOutputTokens = 8_192;
/** So long an answer waits for a model that does not hear that it was stopped. */
const abortGraceMs = 1_000;

/** One answer while it is made. It belongs to no request: who asked may come and go. */
export class Run {
  readonly plan: Plan;
  readonly answer: Answer;
  readonly broadcast: Broadcast;
  /** When it has been saved and told to its end. Never fails. */
  readonly done: Promise<void>;
  readonly startedAt = Date.now();
  isOver = false;
  /** What one must be allowed to be told it while it is made: all that the asker may. Null: not known yet. */
  permissions: readonly Permission[] | null = null;
  readonly #abort = new AbortController();
  /** What each step took, and how many of them are written down. */
  readonly #usage: CountedRow[] = [];
  #counted = 0;
  /** What was set aside for calls that are over. */
  readonly #over: string[] = [];
  #ending: Ending | undefined;
  #candidate: Candidate | undefined;

  constructor(plan: Plan, told: { metadata: MessageFacts; before: string }) {
    this.plan = plan;
    this.broadcast = new Broadcast(() => this.answer.tellWords());
    this.answer = new Answer(plan.parts, {
      say: (text) => this.broadcast.say(text),
      wake: () => this.broadcast.wake(),
    });
    this.broadcast.say(startLine(plan.messageId, { ...told.metadata, status: 'streaming' }) + told.before);
    this.done = this.#live();
  }

  /** Ends it with what there is. The first reason counts. */
  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#abort.abort();
  }

  tellTitle(title: string): void {
    this.answer.tellWords();
    this.broadcast.say(line({ type: 'data-title', data: { title }, transient: true }));
  }

  async #live(): Promise<void> {
    // The readers of the request that began it are there first.
    await null;
    const work = this.#steps().catch((error: unknown): Ending => this.#fault(error));
    const ending = await Promise.race([work, this.#given(work)]);
    this.isOver = true;
    this.answer.closeWords();
    await this.#settle(this.#ending ?? ending);
  }

  /** The ending that was given from outside, once the model had a moment to hear of it. */
  async #given(work: Promise<Ending>): Promise<Ending> {
    await new Promise((resolve) => this.#abort.signal.addEventListener('abort', resolve, { once: true }));
    const wait = new Promise((resolve) => setTimeout(resolve, abortGraceMs).unref());
    await Promise.race([work, wait]);
    return this.#ending ?? { status: 'stopped' };
  }

  async #steps(): Promise<Ending> {
    let before: Prompt | undefined;
    for (let step = 0; step < maxSteps; step += 1) {
      const prepared = await this.#prepare(before);
      before = prepared.before;
      this.permissions = prepared.permissions;
      this.answer.beginStep();
      const { calls, reason } = await this.#ask(prepared);
      const waits = await callTools(this.plan, this.answer, calls, this.#abort.signal);
      this.answer.endStep();
      if (waits) return { status: 'waiting' };
      if (this.#abort.signal.aborted) return { status: 'stopped' };
      if (calls.length === 0) return endingOf(reason);
    }
    return { status: 'interrupted', problem: `This took more than ${maxSteps} steps.` };
  }

  /** What the last step took counts before the next is asked for: a budget that it used up ends the answer here. */
  async #prepare(known: Prompt | undefined): Promise<Prepared> {
    const used = this.#usage.slice(this.#counted);
    const prepared = await prepare(this.plan, new Date(), { known, used });
    this.#counted += used.length;
    return prepared;
  }

  /** One call of a model: everything that it says, and what it asks to be called. */
  async #ask(prepared: Prepared): Promise<{ calls: Call[]; reason: string }> {
    const { tools } = prepared;
    const titles = new Map(tools.map(({ name, label }) => [name, label]));
    const titleOf = (name: string) => titles.get(name) ?? name;
    const prompt = stepPrompt(prepared, this.answer.parts.slice(0, -1));
    const call = { prompt, tools: functionsOf(tools), maxOutputTokens, abortSignal: this.#abort.signal };
    const calls: Call[] = [];
    const saidBefore = saidIn(this.answer.parts);
    const planned = { ...call, purpose: 'chat', candidates: prepared.candidates, saidBefore } as const;
    const { candidates, holdId } = await reserve(this.plan, planned);
    const [first] = candidates;
    if (!first) throw new Error('Nobody was there to be asked.');
    const metered: Omit<Metered, 'outcome' | 'said'> & { usage: LanguageModelV4Usage | undefined } = {
      candidate: first,
      holdId,
      usage: undefined,
      prompt,
      tools: call.tools,
      startedAt: performance.now(),
      firstTokenAt: undefined,
    };
    let outcome: Metered['outcome'] = 'failed';
    let reason = 'other';
    try {
      const onRoute = ({ candidate, from, because }: Route) => {
        metered.candidate = candidate;
        this.#candidate = candidate;
        if (from && because)
          this.answer.routed({ from: from.entry.label, to: candidate.entry.label, because: because.message });
      };
      const onLost = (attempt: Attempt) =>
        this.#meter({ ...metered, ...attempt, holdId: null, usage: undefined, said: 0, outcome: 'failed' });
      this.#candidate = first;
      for await (const part of streamWithFallback(candidates, call, { onRoute, onLost })) {
        if (this.#abort.signal.aborted) break;
        if (metered.firstTokenAt === undefined && isSaid(part)) metered.firstTokenAt = performance.now();
        const called = this.answer.take(part, titleOf);
        if (called) calls.push(called);
        if (part.type === 'finish') {
          metered.usage = part.usage;
          reason = part.finishReason.unified;
        } else if (part.type === 'error') throw part.error;
        if (this.answer.size > maxCharacters)
          this.end({ status: 'interrupted', problem: 'This answer became too long and was ended.' });
      }
      outcome = this.#abort.signal.aborted ? 'stopped' : 'complete';
    } catch (error) {
      outcome = this.#abort.signal.aborted ? 'stopped' : metered.firstTokenAt === undefined ? 'failed' : 'interrupted';
      throw error;
    } finally {
      this.answer.closeWords();
      const said = saidIn(this.answer.parts) - saidBefore;
      if (holdId) this.#over.push(holdId);
      // What failed before it began was not paid for; what had begun is counted by then.
      if (outcome !== 'failed' || metered.usage) this.#meter({ ...metered, said, outcome });
    }
    return { calls, reason };
  }

  #meter(metered: Metered): void {
    const { who, conversationId, messageId } = this.plan;
    this.#usage.push(usageRow(metered, { userId: who.userId, conversationId, messageId, purpose: 'chat' }));
  }

  #fault(error: unknown): Ending {
    if (this.#ending) return this.#ending;
    const hasSaid = this.answer.parts.some(isShown);
    if (!isRefusal(error) && !(error instanceof ModelFault))
      log().error({ err: error, conversation: this.plan.conversationId }, 'an answer failed');
    return { status: hasSaid ? 'interrupted' : 'failed', problem: problemOf(error) };
  }

  async #settle(ending: Ending): Promise<void> {
    const sums = this.#usage.reduce<{ inputTokens: number; outputTokens: number; costMicros: number }>(
      (sum, row) => ({
        inputTokens: sum.inputTokens + (row.inputTokens ?? 0),
        outputTokens: sum.outputTokens + (row.outputTokens ?? 0),
        costMicros: sum.costMicros + (row.costMicros ?? 0),
      }),
      { inputTokens: 0, outputTokens: 0, costMicros: 0 },
    );
    const { entry } = this.#candidate ?? {};
    await saveEnding(this.plan, {
      parts: this.answer.parts,
      ending,
      entry: entry ?? null,
      usage: this.#usage.slice(this.#counted),
      released: this.#over,
    });
    const first = this.#usage.find(({ firstTokenMs }) => typeof firstTokenMs === 'number')?.firstTokenMs;
    const facts: MessageFacts = {
      ...ending,
      ...(entry && { model: entry.id, provider: entry.provider }),
      ...(this.#usage.length > 0 && sums),
      ...(typeof first === 'number' && { firstTokenMs: first }),
      durationMs: Date.now() - this.startedAt,
    };
    this.broadcast.say(finishLine(facts) + lastLine);
    this.broadcast.end();
  }
}

function isSaid({ type }: ModelPart): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-call';
}

function isShown({ type }: StoredPart): boolean {
  return type === 'text' || type === 'reasoning' || type === 'dynamic-tool';
}

function endingOf(reason: string): Ending {
  if (reason === 'length') return { status: 'interrupted', problem: 'The answer reached its greatest length.' };
  if (reason === 'content-filter')
    return { status: 'complete', problem: 'The provider of the model ended this answer by its own rules.' };
  return { status: 'complete' };
}
