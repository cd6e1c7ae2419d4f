import { WorkbookError } from '../limits.ts';
import { readXml } from './xml.ts';

export interface Relationship {
  id: string;
  /** The last word of its type, for example `worksheet`. */
  type: string;
  /** Path in the package; the address as written when it lies outside. */
  target: string;
  external: boolean;
}

/** The relationships of a part (of the package itself for ''), none when it has no file for them. */
export function relationshipsOf(parts: ReadonlyMap<string, Uint8Array>, part: string): Relationship[] {
  const slash = part.lastIndexOf('/') + 1;
  const path = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const bytes = findPart(parts, path);
  const found: Relationship[] = [];
  if (!bytes) return found;
  readXml(bytes, {
    open: (name, attributes) => {
      if (name !== 'Relationship') return;
      const external = attributes.TargetMode === 'External';
      const target = attributes.Target ?? '';
      found.push({
        id: attributes.Id ?? '',
        type: (attributes.Type ?? '').split('/').at(-1) ?? '',
        target: external ? target : resolvePath(part, target),
        external,
      });
    },
  });
  return found;
}

/** A target as written in a part, absolute or relative, as a path in the package. */
export function resolvePath(from: string, target: string): string {
  const base = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') {
      if (base.length === 0)
        throw new WorkbookError('unsafe', 'The file names parts outside of itself, and was refused.');
      base.pop();
    } else if (step !== '' && step !== '.') base.push(step);
  }
  return base.join('/');
}

/** Part names do not differ by case. */
export function findPart(parts: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array | undefined {
  const exact = parts.get(path);
  if (exact) return exact;
  const wanted = path.toLowerCase();
  for (const [name, bytes] of parts) if (name.toLowerCase() === wanted) return bytes;
  return undefined;
}
