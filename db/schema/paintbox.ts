import { sql } from 'drizzle-orm';
import { bigint, boolean, char, date, index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { storedFile } from './activity.ts';
import { instant, tenantForeignKey, tenantTable, tenantUnique, timestamps, versionColumn } from './columns.ts';

/** Integer minor units of the row's currency; 2^53 cents is far beyond any paint job. */
const minorUnits = (name: string) => bigint(name, { mode: 'number' });

/** A person or company that work is done for. */
export const client = tenantTable(
  'client',
  {
    kind: text('kind', { enum: ['person', 'company'] }).notNull(),
    name: text('name').notNull(),
    email: text('email'),
    phone: text('phone'),
    notes: text('notes').notNull().default(''),
    archivedAt: instant('archived_at'),
    archivedBy: uuid('archived_by'),
    /** Whoever it was asked to be forgotten: the row stays for the figures, and nobody changes it any more. */
    erasedAt: instant('erased_at'),
    createdBy: uuid('created_by'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    index('client_name_idx').on(t.tenantId, sql`lower(${t.name})`),
    index('client_email_idx').on(t.tenantId, sql`lower(${t.email})`),
    index('client_updated_idx').on(t.tenantId, t.updatedAt),
  ],
);

/** A place where a client has work done. */
export const property = tenantTable(
  'property',
  {
    clientId: uuid('client_id').notNull(),
    label: text('label').notNull().default(''),
    line1: text('line1').notNull().default(''),
    line2: text('line2').notNull().default(''),
    city: text('city').notNull().default(''),
    region: text('region').notNull().default(''),
    postalCode: text('postal_code').notNull().default(''),
    country: char('country', { length: 2 }).notNull().default('US'),
    notes: text('notes').notNull().default(''),
    archivedAt: instant('archived_at'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    tenantForeignKey('property_client_fk', t, t.clientId, () => client),
    index('property_client_idx').on(t.tenantId, t.clientId),
  ],
);

/** Someone to talk to at a client. */
export const contact = tenantTable(
  'contact',
  {
    clientId: uuid('client_id').notNull(),
    name: text('name').notNull(),
    role: text('role').notNull().default(''),
    email: text('email'),
    phone: text('phone'),
    archivedAt: instant('archived_at'),
    /** As that of a client. */
    erasedAt: instant('erased_at'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    tenantForeignKey('contact_client_fk', t, t.clientId, () => client),
    index('contact_client_idx').on(t.tenantId, t.clientId),
  ],
);

/** A dated remark in a client's history. */
export const clientNote = tenantTable(
  'client_note',
  {
    clientId: uuid('client_id').notNull(),
    body: text('body').notNull(),
    authorId: uuid('author_id'),
    archivedAt: instant('archived_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    tenantForeignKey('client_note_client_fk', t, t.clientId, () => client),
    index('client_note_client_idx').on(t.tenantId, t.clientId, t.createdAt),
  ],
);

/** A possible job. Several estimates may compete under one deal. */
export const deal = tenantTable(
  'deal',
  {
    clientId: uuid('client_id').notNull(),
    propertyId: uuid('property_id'),
    title: text('title').notNull(),
    stage: text('stage', { enum: ['lead', 'estimating', 'quoted', 'won', 'lost'] })
      .notNull()
      .default('lead'),
    ownerId: uuid('owner_id'),
    archivedAt: instant('archived_at'),
    archivedBy: uuid('archived_by'),
    createdBy: uuid('created_by'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    tenantForeignKey('deal_client_fk', t, t.clientId, () => client),
    tenantForeignKey('deal_property_fk', t, t.propertyId, () => property),
    index('deal_client_idx').on(t.tenantId, t.clientId),
    index('deal_property_idx').on(t.tenantId, t.propertyId),
    index('deal_updated_idx').on(t.tenantId, t.updatedAt),
  ],
);

/** One edition of the tenant's rate book. Never changed: an edit is the next number. */
export const rateBookVersion = tenantTable(
  'rate_book_version',
  {
    number: integer('number').notNull(),
    document: jsonb('document').notNull(),
    note: text('note').notNull().default(''),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [tenantUnique('rate_book_version_number_key', t, t.number)],
);

/**
 * A priced piece of work. The document lives in its revisions; what the list page filters and sorts by is copied here
 * from the current one, in the transaction that saves it.
 */
export const estimate = tenantTable(
  'estimate',
  {
    dealId: uuid('deal_id').notNull(),
    number: integer('number').notNull(),
    title: text('title').notNull(),
    /** An expired estimate is one that is sent and past its date: nothing has to run at midnight for that to be true. */
    status: text('status', { enum: ['draft', 'sent', 'accepted', 'declined'] })
      .notNull()
      .default('draft'),
    /** Last day on which the open quote can be accepted, in the tenant's time zone; null while none is open. */
    expiresOn: date('expires_on', { mode: 'string' }),
    /** Number of the current revision; the revision refers to the estimate, so this is not a foreign key. */
    currentRevision: integer('current_revision').notNull().default(1),
    currency: char('currency', { length: 3 }).notNull(),
    netMinor: minorUnits('net_minor').notNull().default(0),
    taxMinor: minorUnits('tax_minor').notNull().default(0),
    totalMinor: minorUnits('total_minor').notNull().default(0),
    /** Lower-case text that the list's search box matches: number, title, client, address. */
    searchText: text('search_text').notNull().default(''),
    deletedAt: instant('deleted_at'),
    deletedBy: uuid('deleted_by'),
    createdBy: uuid('created_by'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    tenantUnique('estimate_number_key', t, t.number),
    tenantForeignKey('estimate_deal_fk', t, t.dealId, () => deal),
    index('estimate_deal_idx').on(t.tenantId, t.dealId),
    index('estimate_updated_idx').on(t.tenantId, t.updatedAt.desc(), t.id.desc()).where(sql`${t.deletedAt} is null`),
    index('estimate_total_idx').on(t.tenantId, t.totalMinor.desc(), t.id.desc()).where(sql`${t.deletedAt} is null`),
    index('estimate_status_idx')
      .on(t.tenantId, t.status, t.updatedAt.desc(), t.id.desc())
      .where(sql`${t.deletedAt} is null`),
  ],
);

/** One revision of an estimate's document. `version` counts saves; a sent revision is locked and never changes. */
export const estimateRevision = tenantTable(
  'estimate_revision',
  {
    estimateId: uuid('estimate_id').notNull(),
    number: integer('number').notNull(),
    document: jsonb('document').notNull(),
    rateBookVersionId: uuid('rate_book_version_id').notNull(),
    lockedAt: instant('locked_at'),
    lockedBy: uuid('locked_by'),
    createdBy: uuid('created_by'),
    updatedBy: uuid('updated_by'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    tenantUnique('estimate_revision_number_key', t, t.estimateId, t.number),
    tenantForeignKey('estimate_revision_estimate_fk', t, t.estimateId, () => estimate),
    tenantForeignKey('estimate_revision_rate_book_fk', t, t.rateBookVersionId, () => rateBookVersion),
    index('estimate_revision_rate_book_idx').on(t.tenantId, t.rateBookVersionId),
  ],
);

/** A document as it was after one of the latest saves: the base of a merge, and the way back from a mistake. */
export const estimateSave = tenantTable(
  'estimate_save',
  {
    revisionId: uuid('revision_id').notNull(),
    version: integer('version').notNull(),
    document: jsonb('document').notNull(),
    savedAt: instant('saved_at').notNull().defaultNow(),
    savedBy: uuid('saved_by'),
  },
  (t) => [
    tenantUnique('estimate_save_version_key', t, t.revisionId, t.version),
    tenantForeignKey('estimate_save_revision_fk', t, t.revisionId, () => estimateRevision),
  ],
);

/**
 * An offer made to the client: a frozen snapshot behind an unguessable link. The link's token names the tenant and
 * carries the secret; only the SHA-256 of the secret is stored, so a copy of this table opens no quote.
 */
export const quote = tenantTable(
  'quote',
  {
    revisionId: uuid('revision_id').notNull(),
    tokenHash: text('token_hash').notNull(),
    /** The link itself, kept so that a member can copy it again; null when the tenant wants it shown once. */
    token: text('token'),
    snapshot: jsonb('snapshot').notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    totalMinor: minorUnits('total_minor').notNull(),
    expiresOn: date('expires_on', { mode: 'string' }),
    sentAt: instant('sent_at').notNull().defaultNow(),
    sentBy: uuid('sent_by'),
    sentTo: text('sent_to'),
    revokedAt: instant('revoked_at'),
    revokedBy: uuid('revoked_by'),
    /** A newer revision or a newer link took its place. */
    supersededAt: instant('superseded_at'),
  },
  (t) => [
    tenantUnique('quote_token_key', t, t.tokenHash),
    tenantForeignKey('quote_revision_fk', t, t.revisionId, () => estimateRevision),
    index('quote_revision_idx').on(t.tenantId, t.revisionId),
    index('quote_sent_idx').on(t.tenantId, t.sentAt),
  ],
);

/** Somebody opened the quote's page: one row for an address and hour, however often they reload. */
export const quoteView = tenantTable(
  'quote_view',
  {
    quoteId: uuid('quote_id').notNull(),
    viewedAt: instant('viewed_at').notNull().defaultNow(),
    viewedHour: instant('viewed_hour').notNull(),
    ip: text('ip').notNull().default(''),
    userAgent: text('user_agent'),
  },
  (t) => [
    tenantUnique('quote_view_hour_key', t, t.quoteId, t.ip, t.viewedHour),
    tenantForeignKey('quote_view_quote_fk', t, t.quoteId, () => quote),
    index('quote_view_quote_idx').on(t.tenantId, t.quoteId, t.viewedAt),
  ],
);

/** A message about a quote, from either side. `answeredAt` is set on a client's question once it has been dealt with. */
export const quoteQuestion = tenantTable(
  'quote_question',
  {
    quoteId: uuid('quote_id').notNull(),
    side: text('side', { enum: ['client', 'contractor'] }).notNull(),
    authorName: text('author_name').notNull().default(''),
    authorId: uuid('author_id'),
    body: text('body').notNull(),
    askedAt: instant('asked_at').notNull().defaultNow(),
    answeredAt: instant('answered_at'),
    answeredBy: uuid('answered_by'),
  },
  (t) => [
    tenantForeignKey('quote_question_quote_fk', t, t.quoteId, () => quote),
    index('quote_question_quote_idx').on(t.tenantId, t.quoteId, t.askedAt),
  ],
);

/** The client said yes: what they picked, what it came to, and who signed from where. One for each quote. */
export const quoteAcceptance = tenantTable(
  'quote_acceptance',
  {
    quoteId: uuid('quote_id').notNull(),
    selection: jsonb('selection').notNull(),
    signatureKind: text('signature_kind', { enum: ['typed', 'drawn'] }).notNull(),
    /** The typed name, or the drawn strokes as SVG path data. */
    signature: text('signature').notNull(),
    signedName: text('signed_name').notNull(),
    agreedToTerms: boolean('agreed_to_terms').notNull().default(true),
    ip: text('ip'),
    userAgent: text('user_agent'),
    acceptedAt: instant('accepted_at').notNull().defaultNow(),
    currency: char('currency', { length: 3 }).notNull(),
    netMinor: minorUnits('net_minor').notNull(),
    taxMinor: minorUnits('tax_minor').notNull(),
    totalMinor: minorUnits('total_minor').notNull(),
    totals: jsonb('totals').notNull(),
  },
  (t) => [
    tenantUnique('quote_acceptance_quote_key', t, t.quoteId),
    tenantForeignKey('quote_acceptance_quote_fk', t, t.quoteId, () => quote),
    index('quote_acceptance_at_idx').on(t.tenantId, t.acceptedAt),
  ],
);

/** The client said no, with the reason if they gave one. One for each quote. */
export const quoteDecline = tenantTable(
  'quote_decline',
  {
    quoteId: uuid('quote_id').notNull(),
    reason: text('reason').notNull().default(''),
    declinedName: text('declined_name').notNull().default(''),
    ip: text('ip'),
    userAgent: text('user_agent'),
    declinedAt: instant('declined_at').notNull().defaultNow(),
  },
  (t) => [
    tenantUnique('quote_decline_quote_key', t, t.quoteId),
    tenantForeignKey('quote_decline_quote_fk', t, t.quoteId, () => quote),
  ],
);

/** A contractor's own workbook: the file as it came, what was edited since, and how it audited. */
export const workbook = tenantTable(
  'workbook',
  {
    name: text('name').notNull(),
    fileId: uuid('file_id').notNull(),
    dealId: uuid('deal_id'),
    estimateId: uuid('estimate_id'),
    /** Edits and model on top of the file. */
    state: jsonb('state').notNull(),
    /** How many formulas equal their stored values, which differ, which are not supported. */
    audit: jsonb('audit').notNull(),
    /** Which cells are the totals that a quote takes. */
    totalsMapping: jsonb('totals_mapping'),
    archivedAt: instant('archived_at'),
    archivedBy: uuid('archived_by'),
    createdBy: uuid('created_by'),
    updatedBy: uuid('updated_by'),
    ...versionColumn(),
    ...timestamps(),
  },
  (t) => [
    tenantForeignKey('workbook_file_fk', t, t.fileId, () => storedFile),
    tenantForeignKey('workbook_deal_fk', t, t.dealId, () => deal),
    tenantForeignKey('workbook_estimate_fk', t, t.estimateId, () => estimate),
    index('workbook_file_idx').on(t.tenantId, t.fileId),
    index('workbook_deal_idx').on(t.tenantId, t.dealId),
    index('workbook_estimate_idx').on(t.tenantId, t.estimateId),
    index('workbook_updated_idx').on(t.tenantId, t.updatedAt),
  ],
);
