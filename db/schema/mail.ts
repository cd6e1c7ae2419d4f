import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { index, integer, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantTable } from './columns.ts';
import { user } from './core.ts';
import { platformRole } from './tenant.ts';

/**
 * A letter as it was written, in the transaction that caused it, and what became of it. Its words are kept until it is
 * delivered: links in it are secrets.
 */
const letterColumns = () => ({
  template: text('template').notNull(),
  fromName: text('from_name').notNull(),
  replyTo: text('reply_to'),
  toAddress: text('to_address').notNull(),
  subject: text('subject').notNull(),
  html: text('html'),
  plain: text('plain'),
  /** Of no use to its reader afterwards, so it is not sent then. */
  usefulUntil: instant('useful_until').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  attempts: integer('attempts').notNull().default(0),
  lastError: text('last_error'),
  sentAt: instant('sent_at'),
  deadAt: instant('dead_at'),
});

/** A letter of a business: an invitation, a quote. A job of the tenant delivers it. `aboutId` is the row that it is about. */
export const mail = tenantTable('mail', { ...letterColumns(), aboutId: uuid('about_id') }, (t) => [
  index('mail_created_at_idx').on(t.tenantId, t.createdAt),
  index('mail_about_id_idx').on(t.tenantId, t.aboutId).where(sql`${t.aboutId} is not null`),
  pgPolicy('mail_platform', { for: 'select', to: platformRole, using: sql`true` }),
]);

/** A letter about an account, of no tenant: an address to confirm, a password to reset. The postman delivers it. */
export const accountMail = pgTable(
  'account_mail',
  {
    id: uuid('id')
      .primaryKey()
      .$defaultFn(() => randomUUIDv7()),
    userId: uuid('user_id').references(() => user.id, { onDelete: 'cascade' }),
    ...letterColumns(),
    runAt: instant('run_at').notNull().defaultNow(),
    /** Until then a postman has it; one that died leaves it to the next. */
    leasedUntil: instant('leased_until'),
  },
  (t) => [
    index('account_mail_due_idx').on(t.runAt).where(sql`${t.sentAt} is null and ${t.deadAt} is null`),
    index('account_mail_created_at_idx').on(t.createdAt),
    index('account_mail_user_id_idx').on(t.userId),
    pgPolicy('account_mail_platform', { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
).enableRLS();
