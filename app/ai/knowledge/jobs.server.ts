import type { Job } from '../../jobs/job.server.ts';
import { embedJob } from './embed-job.server.ts';
import { passJob } from './passes.server.ts';
import { readJob } from './read-job.server.ts';
import { recordJob } from './records.server.ts';

/** What is done after the commit to find documents and records by what they say. */
export const knowledgeJobs: readonly Job[] = [readJob, recordJob, passJob, embedJob];
