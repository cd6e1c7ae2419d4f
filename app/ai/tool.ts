import type { z } from 'zod';
import type { TenantTx } from '#db/tenant.server.ts';
import type { Permission } from '../manifest.ts';
import type { OperationContext, TenantInfo } from '../tenancy/operation.server.ts';

/** A record that a result or a change speaks of. `href` is a path of this site. */
export interface RecordLink {
  label: string;
  href: string;
}

/** Something to look at: a result that is better seen than read. Cells are text as it is to be shown. */
export type Showing =
  | {
      kind: 'table';
      caption: string;
      columns: readonly { label: string; isNumber?: boolean }[];
      rows: readonly (readonly string[])[];
    }
  | {
      kind: 'chart';
      shape: 'bars' | 'line';
      caption: string;
      /** How a value is written. */
      unit: { kind: 'count' } | { kind: 'money'; currency: string } | { kind: 'percent' };
      /** Money in minor units. */
      points: readonly { label: string; value: number }[];
    };

/** What a tool found. */
export interface Finding {
  /** One or two sentences, complete without `data`: the built-in model says them as they stand. */
  text: string;
  /** The facts for a model that writes its own sentences. JSON, and as short as the question allows. */
  data?: unknown;
  records?: readonly RecordLink[];
  showings?: readonly Showing[];
  /** Passages that the text rests on. */
  sources?: readonly (RecordLink & { quote: string })[];
  /** What one must be allowed, beyond the tool itself, to see this: with whom the conversation is shared may be allowed less. */
  permissions?: readonly Permission[];
}

/** A value before and after. Null: it was not there, or will not be. */
export interface FieldChange {
  label: string;
  before: string | null;
  after: string | null;
  /** The words of the request, or the named default, that the value comes from. */
  because?: string;
}

/** What becomes of one record. Texts are as a person reads them: amounts and dates are written out. */
export interface Change {
  verb: 'add' | 'change' | 'remove';
  /** Such as `Client` or `Room`. */
  what: string;
  label: string;
  href?: string;
  fields: readonly FieldChange[];
}

/**
 * What a tool that writes has done in the transaction it was given. The same tool runs twice: once to be shown, and taken
 * back; once when it was approved, if its changes are then still the same. So nothing in `summary` and `changes` may
 * depend on chance or on the clock's seconds.
 */
export interface Done {
  /** In one sentence of the future: `Add the client Ada Moss`. */
  summary: string;
  changes: readonly Change[];
  /** Said when it was done, with links to what was made. */
  result: Finding;
  /** What {@link WriteTool.undo} needs. JSON. Null: it cannot be taken back. */
  undo: unknown;
}

/** Who asks, as tools see them. */
export interface Asker {
  userId: string;
  name: string;
  role: string;
  can(permission: Permission): boolean;
}

/** What a tool reads with: the tenant's transaction, and nothing but what the person may see. */
export interface ReadScope {
  tx: TenantTx;
  tenant: TenantInfo;
  asker: Asker;
  now: Date;
  /** The conversation, where there is one: its attachments may be read. */
  conversationId: string | null;
}

interface ToolBase<Input> {
  /** `module_verb_thing`, as models name it: `paintbox_find_clients`. Kept for ever: approvals and conversations refer to it. */
  name: string;
  /** Said to people: `Find clients`. */
  label: string;
  /** Said to models: what it does, when to use it, what it does not do. */
  description: string;
  input: z.ZodType<Input>;
  permission: Permission;
}

export interface ReadTool<Input = unknown> extends ToolBase<Input> {
  effect: 'read';
  /** What takes long and needs no database, such as calculating a workbook, is done by the function it may give, after the transaction. */
  run(scope: ReadScope, input: Input): Promise<Finding | (() => Promise<Finding>)>;
}

/**
 * What a tool that writes does: `write` changes what the business keeps to itself, `send` lets somebody outside of it see
 * something, which nobody can take back, and `destroy` takes something away.
 */
export type WriteEffect = 'write' | 'send' | 'destroy';

/**
 * Whether a member may let tools of this effect run unasked. What a model calls may have been ordered by words that it
 * read, so nothing leaves the business and nothing is taken away without a person who has seen exactly that.
 */
export function mayRunUnasked(effect: WriteEffect): boolean {
  return effect === 'write';
}

export interface WriteTool<Input = unknown> extends ToolBase<Input> {
  effect: WriteEffect;
  run(ctx: OperationContext & { asker: Asker; conversationId: string | null }, input: Input): Promise<Done>;
  /** Takes back what was done, by the same operations. Refuses when something came after it that would be lost. */
  undo?(ctx: OperationContext & { asker: Asker }, undo: unknown): Promise<Finding>;
}

export type Tool = ReadTool | WriteTool;

/** Declares a tool that only reads. */
export function readTool<Input>(tool: Omit<ReadTool<Input>, 'effect'>): ReadTool {
  // Whoever runs a tool parses its input with the tool's own schema first.
  return { ...tool, effect: 'read' } as ReadTool<Input> as ReadTool;
}

/** Declares a tool that writes. Its permission is asked again when the change is approved. */
export function writeTool<Input>(tool: WriteTool<Input>): WriteTool {
  return tool as WriteTool;
}
