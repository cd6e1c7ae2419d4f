import { randomUUIDv7 } from 'node:crypto';
import { count, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountMail, mail, tenant } from '#db/schema/index.ts';
import type { PlatformTx } from '#db/tenant.server.ts';
import { findBrand } from '../admin/brand.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { enqueue } from '../jobs/job.server.ts';
import { requireFeature } from '../operator/features.server.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { headerText, type MailTemplate, writeLetter } from './letter.server.tsx';
import { platformName } from './transport.server.ts';

/** The job that delivers one letter of a business. */
export const mailDelivery = { name: 'mail.deliver', schema: z.object({ mailId: z.uuid() }) };

interface Sending<Props> {
  to: string;
  /** The row that it is about, by which its page finds the letter again. */
  aboutId?: string;
  /** Where an answer goes, if not to the platform. */
  replyTo?: string;
  props: Props;
}

/**
 * Writes a letter of the business, in the transaction that causes it: what is rolled back is never sent. It leaves after
 * the commit, is tried until it is of no use any more, and its state can be read in the table `mail`.
 * @throws Refusal invalid when `to` is not one address; conflict while the business may send no mail; too-many when it
 * has sent as many as it may
 */
export async function sendMail<Props extends object>(
  ctx: Pick<OperationContext, 'tx' | 'tenant' | 'now'>,
  template: MailTemplate<Props>,
  { to, replyTo, aboutId, props }: Sending<Props>,
): Promise<void> {
  if (!template.isOurs) {
    requireFeature('outgoing-mail', ctx.tenant.id, 'This business cannot send mail at the moment. Please ask us why.');
    await requirePostage(ctx, oneAddress(to));
  }
  const id = randomUUIDv7();
  const letter = writeLetter(template, props, ctx.tenant.name, (await findBrand(ctx.tx)).colour);
  await ctx.tx.insert(mail).values({
    id,
    ...letter,
    ...addressed(template, to, ctx.now),
    replyTo: replyTo === undefined ? null : oneAddress(replyTo),
    aboutId: aboutId ?? null,
  });
  await enqueue(ctx.tx, mailDelivery, { mailId: id }, { key: id });
}

/** What a person writes to one reader in a day, and not what floods a mailbox. */
const mostToOneReader = 10;
const dayMs = 24 * 3_600_000;

/**
 * Refuses the letter that would be one too many in 24 hours, of the business or to one reader: nobody floods a stranger
 * through us. Two who send the last one at once wait for each other at the business's own row.
 */
async function requirePostage({ tx, now }: Pick<OperationContext, 'tx' | 'now'>, to: string): Promise<void> {
  const [limits] = await tx.select({ letters: tenant.dailyMailLimit }).from(tenant).for('no key update');
  const [sent] = await tx
    .select({ all: count(), toReader: sql<number>`(count(*) filter (where ${mail.toAddress} = ${to}))::int` })
    .from(mail)
    .where(gt(mail.createdAt, new Date(now.getTime() - dayMs)));
  const most = limits?.letters ?? 0;
  if ((sent?.all ?? 0) >= most)
    throw new Refusal(
      'too-many',
      `This business has sent the ${most} letters that it may send in 24 hours. Try again tomorrow, or ask us for more.`,
    );
  if ((sent?.toReader ?? 0) >= mostToOneReader)
    throw new Refusal(
      'too-many',
      `${to} got ${mostToOneReader} letters of this business in 24 hours. Write again tomorrow, or send the link yourself.`,
    );
}

/** Writes a letter about an account, which belongs to no business. The postman takes it after the commit. */
export async function sendAccountMail<Props extends object>(
  tx: PlatformTx,
  template: MailTemplate<Props>,
  { to, userId, props }: { to: string; userId: string | null; props: Props },
): Promise<void> {
  const letter = writeLetter(template, props, platformName);
  await tx.insert(accountMail).values({ ...letter, ...addressed(template, to, new Date()), userId });
}

function addressed(
  { name, usefulForHours }: Pick<MailTemplate<object>, 'name' | 'usefulForHours'>,
  to: string,
  now: Date,
) {
  const usefulUntil = new Date(now.getTime() + usefulForHours * 3600 * 1000);
  return { template: name, toAddress: oneAddress(to), usefulUntil, createdAt: now };
}

/** One address and nothing besides: a list, a name or a line break would reach somebody else. */
function oneAddress(text: string): string {
  const address = z.email().max(254).safeParse(text);
  if (address.success) return address.data;
  throw new Refusal('invalid', `“${headerText(text, 100)}” is not an email address.`);
}
