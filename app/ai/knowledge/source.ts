import type { TenantTx } from '#db/tenant.server.ts';
import type { Permission } from '../../manifest.ts';

/** A record in words, as it can be found by what it says. */
export interface RecordText {
  id: string;
  title: string;
  /** A path of this site, in the tenant's own pages. */
  href: string;
  /** Paragraphs; each may become a passage of its own. */
  text: string;
  /** A stored file that is read as a part of the record. */
  fileId?: string;
}

/** A kind of record of a product that can be found by what it says. */
export interface KnowledgeSource {
  /** `module.thing`. */
  recordType: string;
  label: string;
  permission: Permission;
  /** Names of events after which the record of that id (a field of the payload) is read again. */
  events: Readonly<Record<string, string>>;
  /** Records after an id, in order of ids, for reading all of them. */
  list(scope: { tx: TenantTx; tenantSlug: string }, after: string | null, limit: number): Promise<RecordText[]>;
  /** Null when the record is gone. */
  find(scope: { tx: TenantTx; tenantSlug: string }, id: string): Promise<RecordText | null>;
}
