// `npm run operator -- add|remove mail@example` or `-- list`: who runs the platform. No form of the application can.
import { env } from '#app/env.server.ts';
import { isRefusal } from '#app/errors/refusal.ts';
import { addOperator, listOperators, removeOperator } from '#app/operator/operators.server.ts';
import { createDatabase, setDatabase } from '#db/client.server.ts';
import { DatabaseOpenError } from '#db/faults.server.ts';

const usage = 'Usage: npm run operator -- add mail@example | remove mail@example | list';

async function main([verb = '', email = '']: string[]): Promise<string> {
  const work = verbs[verb];
  if (!work || (verb !== 'list' && !email)) throw new TypeError(usage);
  const settings = env();
  const database = await createDatabase({ url: settings.DATABASE_URL, dataDir: settings.DATA_DIR });
  setDatabase(database);
  try {
    await database.migrate(settings.DATABASE_OWNER_URL);
    return await work(email);
  } finally {
    await database.close();
  }
}

const verbs: Record<string, (email: string) => Promise<string>> = {
  async add(email) {
    const { name, hasSecondFactor } = await addOperator(email);
    const next = hasSecondFactor ? '' : ' They set up a second factor or a passkey before they are let in.';
    return `${name} is an operator: /operator.${next}`;
  },
  async remove(email) {
    const { name, wasOne } = await removeOperator(email);
    return wasOne ? `${name} is no longer an operator.` : `${name} was no operator.`;
  },
  async list() {
    const all = await listOperators();
    return (
      all.map(({ email, name, since }) => `${email}  ${name}  since ${since.toISOString()}`).join('\n') || 'Nobody.'
    );
  },
};

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
} catch (error) {
  const isExpected = isRefusal(error) || error instanceof TypeError || error instanceof DatabaseOpenError;
  if (!isExpected) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
