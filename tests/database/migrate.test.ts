import { expect, test } from 'vitest';
import { NewerDatabaseError } from '#db/migrate.server.ts';
import { freshDatabase } from '#tests/support/database.ts';

test('a migrated database has nothing left to run', async () => {
  await using database = await freshDatabase();
  expect(await database.migrate()).toBe(0);
});

test('a database of a newer version is refused in one sentence', async () => {
  await using database = await freshDatabase();
  await database.execute(
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('future', 9999999999999)`,
  );
  await expect(database.migrate()).rejects.toThrow(NewerDatabaseError);
  await expect(database.migrate()).rejects.toThrow(/^The database was made by a newer version[^\n]*$/);
});
