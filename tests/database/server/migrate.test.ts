import { expect, test } from 'vitest';
import { freshDatabase } from '#tests/support/database.ts';

test('servers that start at once migrate one after the other', async () => {
  await using database = await freshDatabase();
  await database.execute('drop schema drizzle cascade');
  await database.execute('drop schema public cascade');
  await database.execute('create schema public');
  const ran = await Promise.all([database.migrate(), database.migrate(), database.migrate()]);
  expect(ran.filter((count) => count > 0)).toHaveLength(1);
});
