import { createDatabase, type Database, setDatabase } from '#db/client.server.ts';
import { flushAccessLog, removeOldAccesses } from './access/access-log.server.ts';
import { embedJob } from './ai/knowledge/embed-job.server.ts';
import { readingJobs } from './ai/knowledge/jobs.server.ts';
import { tendKnowledge } from './ai/knowledge/passes.server.ts';
import { knowledgeListeners } from './ai/knowledge/records.server.ts';
import { settleJob } from './ai/run/holds.server.ts';
import { rotateSigningKeys } from './api/signing-keys.server.ts';
import { removeExpiredChallenges } from './auth/challenge.server.ts';
import { removeExpiredTrust } from './auth/devices.server.ts';
import { removeOldSignIns } from './auth/history.server.ts';
import { removeOldPendingIdentities } from './auth/oauth-pending.server.ts';
import { writeSightings } from './auth/seen.server.ts';
import { removeExpiredSessions } from './auth/session.server.ts';
import { removeOldProofs } from './auth/verification.server.ts';
import { latenessJob } from './data/arrival.server.ts';
import { eraseDueBusinesses, remindOfErasures } from './data/closing.server.ts';
import { exportJob } from './data/export.server.ts';
import { importJob } from './data/import.server.ts';
import { personErasureJob } from './data/person/erase.server.ts';
import { expiryJob } from './data/store.server.ts';
import { type Demo, seedDemo } from './demo.server.ts';
import { type Env, env } from './env.server.ts';
import { deliveryJob } from './events/deliver.server.ts';
import { log } from './http/log.server.ts';
import { startWorker } from './jobs/worker.server.ts';
import { mailJob } from './mail/delivery.server.ts';
import { transport } from './mail/post.server.ts';
import { removeOldAccountMail, startPostman } from './mail/postman.server.ts';
import { followFeatures } from './operator/features.server.ts';
import { noteEndedStandIns } from './operator/stand-in-end.server.ts';
import { publishedEvents, registry } from './registry.server.ts';
import { webhookJob, webhookListeners } from './webhooks/deliver.server.ts';

const sweepEveryMs = 3600 * 1000;

/** A new version may read more kinds of records; its first requests go first. */
const firstLookMs = 45_000;

/** What belongs to no tenant and is over, and what is due without anybody asking for it. */
const sweeps: readonly (() => Promise<unknown>)[] = [
  noteEndedStandIns,
  removeExpiredSessions,
  removeExpiredChallenges,
  removeExpiredTrust,
  removeOldSignIns,
  removeOldAccountMail,
  removeOldProofs,
  removeOldPendingIdentities,
  removeOldAccesses,
  rotateSigningKeys,
  remindOfErasures,
  eraseDueBusinesses,
  tendKnowledge,
];

/** What was brought up, and how to bring it down: jobs first, so that nothing asks a closed database. */
export interface Running {
  database: Database;
  /** The demo business, if this database has it. */
  demo: Demo | null;
  stop(): Promise<void>;
}

/** Opens the database, brings its schema up to date, fills an empty one with the demo business, and starts the jobs. */
export async function prepare(settings: Env = env()): Promise<Running> {
  const database = await createDatabase({
    url: settings.DATABASE_URL,
    dataDir: settings.DATA_DIR,
    poolSize: settings.DATABASE_POOL,
  });
  setDatabase(database);
  await database.migrate(settings.DATABASE_OWNER_URL);
  const switches = await followFeatures();
  const wantsDemo = settings.SEED_DEMO ?? database.engine === 'pglite';
  const demo = wantsDemo ? await seedDemo(registry.manifests, new Date()) : null;
  const post = transport(settings);
  if (!post) log().warn('SMTP_URL is not set: mail is written and waits');
  const worker = await startWorker({
    database,
    jobs: [
      ...(post ? [mailJob(post)] : []),
      deliveryJob([
        ...registry.manifests.flatMap(({ listeners = [] }) => listeners),
        ...knowledgeListeners(registry.manifests.flatMap(({ knowledge = [] }) => knowledge)),
        ...webhookListeners(publishedEvents),
      ]),
      exportJob,
      importJob,
      latenessJob,
      expiryJob,
      personErasureJob,
      settleJob,
      ...registry.manifests.flatMap(({ jobs = [] }) => jobs),
    ],
    report: ({ error, ...problem }) => log().error({ ...problem, err: error }, 'a job failed'),
  });
  // Endpoints of others may be slow: letters and quotes do not stand in line behind them.
  const messenger = await startWorker({
    database,
    jobs: [webhookJob],
    concurrency: 8,
    report: ({ error, ...problem }) => log().error({ ...problem, err: error }, 'a webhook was not tried'),
  });
  // Vectors take minutes of a thread, and reading a document seconds: neither holds up the other or anything else.
  const librarians = await Promise.all(
    [readingJobs, [embedJob]].map((jobs) =>
      startWorker({
        database,
        jobs,
        concurrency: 1,
        report: ({ error, ...problem }) => log().error({ ...problem, err: error }, 'a document was not read'),
      }),
    ),
  );
  const postman =
    post &&
    (await startPostman({
      database,
      transport: post,
      report: ({ error }) => log().error({ err: error }, 'letters were not delivered'),
    }));
  const sweep = setInterval(() => void sweepAll(), sweepEveryMs);
  const firstLook = setTimeout(() => void sweepOnce(tendKnowledge), firstLookMs);
  return {
    database,
    demo,
    async stop() {
      clearInterval(sweep);
      clearTimeout(firstLook);
      switches.stop();
      await Promise.all([worker.stop(), messenger.stop(), ...librarians.map((one) => one.stop()), postman?.stop()]);
      await Promise.all([flushAccessLog(), writeSightings()]);
      await database.close();
    },
  };
}

async function sweepAll(): Promise<void> {
  for (const sweep of sweeps) await sweepOnce(sweep);
}

async function sweepOnce(sweep: (typeof sweeps)[number]): Promise<void> {
  await sweep().catch((error) => log().error({ err: error, sweep: sweep.name }, 'what is due was not done'));
}
