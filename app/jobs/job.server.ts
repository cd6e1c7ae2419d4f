import type { z } from 'zod';
import { job } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';

/** What a job works with. It has no transaction of its own: between two of them it may use the network and take its time. */
export interface JobContext {
  tenantId: string;
  jobId: string;
  /** 1 at the first try. */
  attempt: number;
  /** Aborted when the job's time is over or the server stops. */
  signal: AbortSignal;
  /** Runs inside a transaction of the job's tenant. */
  inTenant<T>(run: (ctx: OperationContext) => Promise<T>): Promise<T>;
}

export interface Job<Payload = unknown> {
  name: string;
  schema: z.ZodType<Payload>;
  run(ctx: JobContext, payload: Payload): Promise<void>;
  /** Tries before the job is given up. */
  attempts: number;
  /** How long one try may take, in milliseconds. After it another worker may take the job. */
  timeoutMs: number;
  /** Called once when the job is given up. */
  onDead?(ctx: JobContext, payload: Payload, error: Error): Promise<void>;
}

/**
 * Declares work that is done after a commit. It runs at least once: a worker may die after the work and before its
 * receipt, so what it does must bear being done again.
 * @param name `module.verb`, kept for ever: waiting rows refer to it
 */
export function defineJob<Payload>(
  name: string,
  schema: z.ZodType<Payload>,
  run: Job<Payload>['run'],
  options: Partial<Pick<Job<Payload>, 'attempts' | 'timeoutMs' | 'onDead'>> = {},
): Job<Payload> {
  return { name, schema, run, attempts: 8, timeoutMs: 60_000, ...options };
}

/** Whose work it is, by the first part of a job's or listener's name: a product, or a part of the platform. */
export function productOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

export interface EnqueueOptions {
  /** Not before. */
  runAt?: Date;
  /** A job of the same name and key that waits or is being done is this job: nothing is added. */
  key?: string;
}

/** Asks for work, in the transaction that needs it: if that is rolled back, nothing was asked. */
export async function enqueue<Payload>(
  tx: TenantTx,
  { name, schema }: Pick<Job<Payload>, 'name' | 'schema'>,
  payload: Payload,
  { runAt, key }: EnqueueOptions = {},
): Promise<void> {
  await tx
    .insert(job)
    .values({ name, payload: schema.parse(payload), key: key ?? null, ...(runAt && { runAt }) })
    .onConflictDoNothing({ target: [job.tenantId, job.name, job.key] });
}
