// A process of its own that works on archives and erasures until somebody ends it. Its one argument is the database's address.
import { latenessJob } from '#app/data/arrival.server.ts';
import { eraseDueTenants } from '#app/data/erasure.server.ts';
import { exportJob } from '#app/data/export.server.ts';
import { importJob } from '#app/data/import.server.ts';
import { declarePeople } from '#app/data/person/declared.server.ts';
import { personErasureJob } from '#app/data/person/erase.server.ts';
import { expiryJob } from '#app/data/store.server.ts';
import { startWorker } from '#app/jobs/worker.server.ts';
import { createDatabase, setDatabase } from '#db/client.server.ts';
import { paintboxPeople } from '#modules/paintbox/people/people.server.ts';

const database = await createDatabase({ url: process.argv[2] });
setDatabase(database);
declarePeople([paintboxPeople]);
await startWorker({ database, jobs: [exportJob, importJob, latenessJob, expiryJob, personErasureJob] });
process.stdout.write('ready\n');
for (;;) {
  await eraseDueTenants(async () => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
}
