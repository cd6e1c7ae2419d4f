import type { Job } from '../../jobs/job.server.ts';
import { passJob } from './passes.server.ts';
import { readJob } from './read-job.server.ts';
import { recordJob } from './records.server.ts';

/** What is done after the commit so that documents and records are found by their words; `embedJob` adds their meaning. */
export const readingJobs: readonly Job[] = [readJob, recordJob, passJob];
