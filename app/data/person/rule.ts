import type { TenantTx } from '#db/tenant.server.ts';
import type { Permission } from '../../manifest.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';

/**
 * What becomes of a column when the person is erased whose row it is.
 *
 * - `name`: they are called "Erased person" from then on. `reach`: an address or number, emptied. `street`: emptied. What stood
 *   in these is looked for everywhere else.
 * - `words`: emptied; also looked for everywhere when they are long. `detail`: emptied, and looked for where the person is spoken of,
 *   because others live in the same town. `ip`: as that, and taken out of the access log.
 * - `empty`: emptied; nobody could be found by it.
 * - `scrub`: loses the person's words and keeps the others.
 * - `look`: is not changed; where the person's words stand in it, somebody has to look.
 * - `stale`: made from what is erased, and emptied wherever the person is spoken of: it is made again.
 * - `keep`: says nothing of the person, or has to be kept: the reason.
 * - `put`: says this from then on.
 * - `fields`: paths in a JSON document with a rule each; the rest of it is scrubbed.
 */
export type ColumnRule =
  | 'name'
  | 'reach'
  | 'street'
  | 'words'
  | 'detail'
  | 'ip'
  | 'empty'
  | 'scrub'
  | 'look'
  | 'stale'
  | { keep: string }
  | { put: string }
  | { fields: Readonly<Record<string, 'name' | 'reach' | 'street' | 'words'>> };

/** A table that can speak of a person. Every column with words in it has a rule, or a test fails. */
export interface PersonTable {
  /** What people call its rows, in the plural. */
  label: string;
  /**
   * Which rows are the person's. `self`: theirs when it is asked for them. A column and a table: those whose column names a row of
   * theirs there (`*`: anywhere). `mentions`: those that name one of their rows, wherever, or say what nobody but them is called.
   */
  of: 'self' | 'mentions' | { column: string; table: string };
  columns: Readonly<Record<string, ColumnRule>>;
  /** Their rows go as a whole; `stale`: also those around them, which are made again. */
  gone?: true | 'stale';
  /** It holds little else than the person: its history loses all of its words, and not only theirs. */
  isRecord?: true;
  /** The application may not change its rows; the database does, for an erasure. */
  isWrittenOnce?: true;
  /** Only rows in which this column is null: others are of members. */
  ifNull?: string;
  /**
   * A column with the number of an account, and what becomes of others when the account is that of a former member who is erased.
   * What the row says besides is work of the business, and stays.
   */
  account?: { column: string; columns: Readonly<Record<string, ColumnRule>> };
  /** Where a row is to be looked at, below `/t/:tenant/`; `{column}` stands for its value. */
  href?: string;
}

/** A table in which no person is spoken of who is not a member, and why. */
export interface NobodysTable {
  nobody: string;
}

export type TableRule = PersonTable | NobodysTable;

/** Somebody whom a business keeps a record of. */
export interface PersonFound {
  /** `module.thing` and its id. */
  type: string;
  id: string;
  name: string;
  detail: string;
  /** Where the record is, below `/t/:tenant/`; null where there is no page for it. */
  href: string | null;
  /** What the link to it says; without it, that it opens the record. */
  hrefLabel?: string;
  isErased: boolean;
  /** Why they cannot be erased as things stand, in a sentence that says what to do first. */
  hindrance?: string;
}

/** What a kind knows of somebody besides what hangs on their record. */
export interface PersonKnown {
  /** The number of their account; null when nobody knows one. */
  account: string | null;
  /** Ids of rows that are theirs, by table. */
  own: Record<string, string[]>;
  /** What else they were called. */
  names: readonly string[];
}

/** A kind of record that is a person's. */
export interface PersonKind {
  /** `module.thing`. */
  type: string;
  table: string;
  /** Who may erase it needs this besides running the business. */
  permission: Permission;
  /**
   * The record around theirs, as a company around a contact: its rows lose the person's words and stay as they are otherwise, but for
   * those that name the person in a column of `name` or `reach`, which are theirs.
   */
  around?: { column: string; table: string };
  /** What stays of them, and why, in sentences for whoever erases. */
  kept: readonly string[];
  /** What happens at once, in a sentence for whoever erases. */
  closes: string;
  know?(tx: TenantTx, id: string): Promise<PersonKnown>;
  search(tx: TenantTx, query: string): Promise<PersonFound[]>;
  find(tx: TenantTx, id: string): Promise<PersonFound | null>;
  /**
   * Marks the record, in the transaction in which the erasure is asked for: from then on nobody changes it.
   * @throws Refusal when it cannot be erased
   */
  hold(ctx: OperationContext, id: string): Promise<void>;
  /** Brings up to date what is made from the record, in the transaction in which the erasure ends. */
  settle(ctx: OperationContext, id: string): Promise<void>;
}

/** What a product declares of the people whom it keeps records of. */
export interface PeopleRules {
  kinds: readonly PersonKind[];
  tables: Readonly<Record<string, TableRule>>;
}
