import type { Database } from '#db/client.server.ts';
import { tenant } from '#db/schema/index.ts';
import { withTenant } from '#db/tenant.server.ts';
import { isSwitchedOff } from '../admin/products.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { type Job, type JobContext, productOf } from './job.server.ts';
import { bury, finish, giveBack, type LeasedJob, leaseDue, park, postpone } from './queue.server.ts';

export interface WorkerOptions {
  database: Database;
  // A list of jobs with different payloads: each parses its own.
  jobs: readonly Job[];
  /** How many run at once. */
  concurrency?: number;
  /** How often to look without being told, in milliseconds: for jobs that become due, and for a lost notification. */
  pollMs?: number;
  /** Hears every failure. Never throws. */
  report?: (problem: { job: string; tenantId: string | null; attempt: number; isDead: boolean; error: Error }) => void;
}

export interface Worker {
  /** Runs whatever is due now, and returns when nothing is. */
  drain(): Promise<void>;
  /** Takes no more, lets running jobs finish for `graceMs`, then aborts them and gives them back. */
  stop(graceMs?: number): Promise<void>;
}

const channel = 'candlefish_job';

/** Starts taking jobs. A notification wakes it at the commit that asked for work; a slow poll covers the rest. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { database, pollMs = 5_000 } = options;
  const runner = new Runner(options);
  const silence = await database.listen(channel, () => runner.wake());
  const poll = setInterval(() => runner.wake(), pollMs);
  poll.unref();
  runner.wake();
  return {
    drain: () => runner.drain(),
    async stop(graceMs = 5_000) {
      clearInterval(poll);
      await silence().catch(() => {});
      await runner.stop(graceMs);
    },
  };
}

class Runner {
  readonly #database: Database;
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #concurrency: number;
  readonly #leaseMs: number;
  readonly #report: NonNullable<WorkerOptions['report']>;
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #isTaking = true;
  #taking: Promise<void> | undefined;
  #isWokenAgain = false;
  #started = 0;

  constructor({ database, jobs, concurrency = 2, report = () => {} }: WorkerOptions) {
    this.#database = database;
    this.#jobs = new Map(jobs.map((job) => [job.name, job]));
    this.#concurrency = concurrency;
    this.#leaseMs = 10_000 + Math.max(0, ...jobs.map(({ timeoutMs }) => timeoutMs));
    this.#report = report;
  }

  wake(): void {
    if (this.#taking) this.#isWokenAgain = true;
    else this.#taking = this.#take().finally(() => this.#rest());
  }

  async drain(): Promise<void> {
    let before: number;
    do {
      before = this.#started;
      this.wake();
      while (this.#taking) await this.#taking;
      await Promise.all(this.#running);
    } while (this.#taking || this.#started > before);
  }

  async stop(graceMs: number): Promise<void> {
    this.#isTaking = false;
    while (this.#taking) await this.#taking;
    const all = Promise.all(this.#running);
    const timer = setTimeout(() => this.#stopping.abort(new Error('The server is stopping.')), graceMs);
    await all;
    clearTimeout(timer);
  }

  #rest(): void {
    this.#taking = undefined;
    const again = this.#isWokenAgain;
    this.#isWokenAgain = false;
    if (again && this.#isTaking) this.wake();
  }

  /** Takes jobs while there are any, as many at once as allowed. */
  async #take(): Promise<void> {
    const names = [...this.#jobs.keys()];
    while (this.#isTaking && names.length > 0) {
      const free = this.#concurrency - this.#running.size;
      if (free === 0) {
        await Promise.race(this.#running);
        continue;
      }
      const leased = await this.#lease(names, free);
      if (leased.length === 0) return;
      for (const job of leased) this.#start(job);
    }
  }

  async #lease(names: string[], limit: number): Promise<LeasedJob[]> {
    try {
      return await leaseDue(this.#database, names, limit, this.#leaseMs);
    } catch (error) {
      this.#report({ job: '', tenantId: null, attempt: 0, isDead: false, error: asError(error) });
      return [];
    }
  }

  #start(leased: LeasedJob): void {
    this.#started += 1;
    const running = this.#run(leased)
      .catch((error: unknown) => this.#tell(leased, false, asError(error)))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(leased: LeasedJob): Promise<void> {
    const job = this.#jobs.get(leased.name);
    if (!job) return this.#inTenant(leased, ({ tx }) => giveBack(tx, leased));
    if (await this.#isParked(leased)) return;
    const ctx = this.#contextOf(leased, job.timeoutMs);
    let failure: Error | undefined;
    try {
      await job.run(ctx, job.schema.parse(leased.payload));
    } catch (error) {
      failure = asError(error);
    }
    if (!failure) await this.#inTenant(leased, ({ tx }) => finish(tx, leased.id));
    else if (this.#stopping.signal.aborted) await this.#inTenant(leased, ({ tx }) => giveBack(tx, leased));
    else await this.#fail(job, leased, ctx, failure);
  }

  /** While its product is switched off, work waits. */
  #isParked(leased: LeasedJob): Promise<boolean> {
    return this.#inTenant(leased, async ({ tx }) => {
      const isOff = await isSwitchedOff(tx, productOf(leased.name));
      if (isOff) await park(tx, leased);
      return isOff;
    });
  }

  async #fail(job: Job, leased: LeasedJob, ctx: JobContext, failure: Error): Promise<void> {
    const isDead = leased.attempts >= job.attempts;
    this.#tell(leased, isDead, failure);
    if (!isDead) {
      await this.#inTenant(leased, ({ tx }) => postpone(tx, leased, failure.message, pauseAfter(leased.attempts)));
      return;
    }
    const isOurs = await this.#inTenant(leased, ({ tx }) => bury(tx, leased, failure.message));
    const payload = job.schema.safeParse(leased.payload);
    if (isOurs && payload.success) await job.onDead?.(ctx, payload.data, failure);
  }

  #contextOf(leased: LeasedJob, timeoutMs: number): JobContext {
    return {
      tenantId: leased.tenantId,
      jobId: leased.id,
      attempt: leased.attempts,
      signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(timeoutMs)]),
      inTenant: (run) => this.#inTenant(leased, run),
    };
  }

  /** What a job does in its tenant, Candlefish does: nobody is signed in. */
  #inTenant<T>({ tenantId }: LeasedJob, run: (ctx: OperationContext) => Promise<T>): Promise<T> {
    return withTenant(
      { tenantId },
      async (tx) => {
        const [own] = await tx.select().from(tenant);
        if (!own) throw new Error('The tenant of this job does not exist any more.');
        return run({ tx, tenant: own, actor: { userId: null, name: 'Candlefish' }, now: new Date(), door: 'job' });
      },
      { database: this.#database },
    );
  }

  #tell(leased: LeasedJob, isDead: boolean, error: Error): void {
    this.#report({ job: leased.name, tenantId: leased.tenantId, attempt: leased.attempts, isDead, error });
  }
}

/** 1 s, 4 s, 9 s ... at most 10 minutes, with a tenth of chance so that what failed together does not return together. */
export function pauseAfter(attempt: number): number {
  return Math.min(600_000, attempt ** 2 * 1_000) * (0.95 + Math.random() / 10);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
