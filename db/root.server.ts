import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A path inside the project, found from this file upwards. The server is bundled into `build/`, so a path relative to
 * the source would not do.
 */
export function fromRoot(path: string): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'db/migrations/meta/_journal.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The folder db/migrations was not found above the server.');
    folder = parent;
  }
  return join(folder, path);
}
