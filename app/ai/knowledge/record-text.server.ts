import type { TenantTx } from '#db/tenant.server.ts';
import type { TenantInfo } from '../../tenancy/operation.server.ts';
import { cleanText, type Passage } from './passage.ts';
import type { RecordText } from './source.ts';
import { findSource } from './sources.server.ts';

/** A path below `/t/:tenant/` as links of ours are: nothing in it leads elsewhere. */
const ownPath = /^[\w-]+(\/[\w-]+)*(\?[\w-]+=[\w-]+)?(#[\w-]+)?$/;

/**
 * The part of a link below its tenant, whose name may change.
 * @throws Error when a product links to something that is no page of its tenant: a mistake in the program
 */
export function requireOwnPath(href: string, slug: string): string {
  const home = `/t/${slug}/`;
  const path = href.slice(home.length);
  if (href.startsWith(home) && ownPath.test(path)) return path;
  throw new Error(`A record that can be searched links to ${href}.`);
}

/** The longest text of a record that is searched. */
const longest = 200_000;

export function passagesOf({ text }: Pick<RecordText, 'text'>): Passage[] {
  const clean = cleanText(text.slice(0, longest));
  return clean === '' ? [] : [{ locator: '', text: clean }];
}

/** What a record says beside its file, as it is now. */
export async function recordPassages(
  tx: TenantTx,
  { slug }: Pick<TenantInfo, 'slug'>,
  { recordType, recordId }: { recordType: string | null; recordId: string | null },
): Promise<Passage[]> {
  if (!recordType || !recordId) return [];
  const record = await findSource(recordType)?.find({ tx, tenantSlug: slug }, recordId);
  return record ? passagesOf(record) : [];
}
