import type { TenantTx } from '#db/tenant.server.ts';
import type { Intent } from './ai/built-in/intent.ts';
import type { KnowledgeSource } from './ai/knowledge/source.ts';
import type { Suggestion } from './ai/prompts/suggestions.ts';
import type { Tool } from './ai/tool.ts';
import type { ApiDoor } from './api/gate.server.ts';
import type { PeopleRules } from './data/person/rule.ts';
import type { Listener } from './events/deliver.server.ts';
import type { EventType } from './events/event.ts';
import type { Job } from './jobs/job.server.ts';

/** What a person may be allowed to do in a tenant, as `module:verb`. */
export type Permission = `${string}:${string}`;

export type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** A place in the navigation. `href` is relative to `/t/:tenant/`. */
export interface Place {
  label: string;
  href: string;
  icon: string;
  permission?: Permission;
}

/** Something a person can start from the command palette. */
export interface Command {
  label: string;
  href: string;
  keywords?: string;
  permission?: Permission;
}

/** One hit of a module's search: shown in the command palette. */
export interface SearchHit {
  label: string;
  detail?: string;
  href: string;
}

/** A figure for the overview of the business, with the place where it comes from. */
export interface OverviewFigure {
  label: string;
  value:
    | { kind: 'count'; count: number }
    | { kind: 'percent'; percent: number }
    | { kind: 'money'; minor: number; currency: string };
  detail?: string;
  href: string;
}

/** Something that waits for somebody. */
export interface OverviewItem {
  label: string;
  detail: string;
  at: Date;
  href: string;
}

export interface Overview {
  figures: OverviewFigure[];
  waiting: OverviewItem[];
}

/** An event that a business may have told to an address of its own. */
export interface PublishedEvent {
  type: EventType;
  label: string;
}

export interface SeedScope {
  tx: TenantTx;
  tenant: { id: string; slug: string; name: string; currency: string };
  userId: string;
  now: Date;
}

/**
 * What a product declares about itself. The shell builds navigation, permissions, search, jobs and listeners from it
 * and knows no product by name.
 */
export interface Manifest {
  id: string;
  name: string;
  icon: string;
  description: string;
  /** Every permission of the module with the roles that have it by default. */
  permissions: Record<Permission, { label: string; roles: readonly Role[] }>;
  places: readonly Place[];
  commands?: readonly Command[];
  search?: (scope: { tx: TenantTx; tenantSlug: string }, query: string) => Promise<SearchHit[]>;
  /** What a person wants to see of this product when they come in. */
  overview?: (scope: { tx: TenantTx; tenantSlug: string; now: Date }) => Promise<Overview>;
  /** What this product does when something has happened, in whatever product it happened. */
  listeners?: readonly Listener[];
  /** What it does after a commit, in the background. */
  jobs?: readonly Job[];
  /** Its events that others may be told by webhooks: a contract with strangers, so none changes its shape. */
  events?: readonly PublishedEvent[];
  /** Its doors of the JSON API. */
  api?: readonly ApiDoor[];
  /** What the assistant, and programs by MCP, can do in it. */
  tools?: readonly Tool[];
  /** How its tools are recognised in words, by the model that is built in. */
  intents?: readonly Intent[];
  /** Questions that the assistant offers on its pages. */
  suggestions?: readonly Suggestion[];
  /** Its records that can be searched for what they say. */
  knowledge?: readonly KnowledgeSource[];
  /** What it knows of people, and how it forgets one. */
  people?: PeopleRules;
  /** Puts a believable small business into an empty tenant. Running it twice changes nothing. */
  seed?: (scope: SeedScope) => Promise<void>;
}
