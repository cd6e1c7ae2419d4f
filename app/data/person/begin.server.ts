import { eq, sql } from 'drizzle-orm';
import { personErasure } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../../audit/audit.server.ts';
import { notFound, Refusal } from '../../errors/refusal.ts';
import { enqueue } from '../../jobs/job.server.ts';
import type { Permission } from '../../manifest.ts';
import type { OperationContext } from '../../tenancy/operation.server.ts';
import { lockArchives, requireNoneAtWork } from '../store.server.ts';
import { findKind } from './declared.server.ts';
import { personErasing } from './envelope.ts';
import { startPlace } from './place.server.ts';
import type { PersonFound, PersonKind } from './rule.ts';
import { readScope } from './scope.server.ts';
import { emptyTally } from './sweep.server.ts';

type May = (permission: Permission) => boolean;

/**
 * Somebody of whom a record is kept.
 * @throws Refusal not-found for what is no person, and where the member may not erase them
 */
export async function getPerson(
  { tx, can }: { tx: TenantTx; can: May },
  { type, id }: { type: string; id: string },
): Promise<{ kind: PersonKind; person: PersonFound }> {
  const kind = findKind(type);
  const person = kind && can(kind.permission) ? await kind.find(tx, id) : null;
  if (!kind || !person) throw notFound('person');
  return { kind, person };
}

/**
 * Asks for a person to be erased. From the commit on nobody changes their record, and a job does the rest: it cannot be taken back.
 * @param input what was typed to show that this person is meant
 * @throws Refusal invalid when it is not their name; conflict when they were erased already, or an archive is being made
 */
export async function beginErasure(
  ctx: OperationContext & { can: May },
  input: { type: string; id: string; name: string },
): Promise<{ id: string }> {
  const { tx, actor, now } = ctx;
  const { kind, person } = await getPerson(ctx, input);
  if (person.isErased) throw erasedAlready();
  if (person.hindrance) throw new Refusal('conflict', person.hindrance);
  if (input.name.trim() !== person.name.trim()) {
    const message = `Type the name as it is written: ${person.name}`;
    throw new Refusal('invalid', message, { fieldErrors: { name: [message] } });
  }
  await expectNoExport(ctx);
  const scope = await readScope(tx, kind, person.id);
  const [made] = await tx
    .insert(personErasure)
    .values({
      subjectType: kind.type,
      subjectId: person.id,
      place: startPlace(scope),
      report: emptyTally,
      erasedBy: actor.userId,
      requestedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: personErasure.id });
  if (!made) throw erasedAlready();
  await kind.hold(ctx, person.id);
  await audit(ctx, {
    action: 'person.erasure_requested',
    subjectType: 'person_erasure',
    subjectId: made.id,
    after: { of: kind.type },
  });
  await enqueue(tx, personErasing, { erasureId: made.id, turn: 0 }, { key: `${made.id}:0` });
  return made;
}

/** An archive that is being made would have the person in one half and not in the other. */
async function expectNoExport(ctx: OperationContext): Promise<void> {
  await lockArchives(ctx);
  await requireNoneAtWork(ctx.tx, 'An archive is being worked on. Erase the person when it is done.');
}

function erasedAlready(): Refusal {
  return new Refusal('conflict', 'This person was erased already, or is being erased now.');
}

/** Goes on with an erasure that was given up. @throws Refusal conflict when there is nothing to go on with */
export async function resumeErasure(ctx: OperationContext, { id }: { id: string }): Promise<void> {
  const [again] = await ctx.tx
    .update(personErasure)
    .set({ state: 'working' })
    .where(sql`${eq(personErasure.id, id)} and ${personErasure.state} = 'failed'`)
    .returning({ id: personErasure.id });
  if (!again) throw new Refusal('conflict', 'This erasure is under way or done. Reload the page.');
  await audit(ctx, { action: 'person.erasure_resumed', subjectType: 'person_erasure', subjectId: id });
  await enqueue(ctx.tx, personErasing, { erasureId: id, turn: 0 }, { key: `${id}:again:${ctx.now.getTime()}` });
}
