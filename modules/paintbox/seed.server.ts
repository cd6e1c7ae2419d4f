import type { SeedScope } from '#app/manifest.ts';
import { readLink } from '#app/tenancy/link.server.ts';
import type { OperationContext } from '#app/tenancy/operation.server.ts';
import { newId } from '#app/values/id.ts';
import { findOwnTenant } from './data/business.server.ts';

import { type DemoClient, demoClients } from './domain/demo/clients.ts';
import { demoDocument } from './domain/demo/documents.ts';
import { type DemoDeal, type DemoEstimate, demoDeals } from './domain/demo/jobs.ts';
import { demoWorkbookFile } from './domain/demo/workbook.ts';
import { createClientSchema } from './domain/inputs/client.ts';
import type { RateBook } from './domain/rate-book.ts';
import { defaultSelection } from './domain/selection.ts';
import { withoutEvents } from './operations/activity.server.ts';
import { listPeople } from './operations/business.server.ts';
import { addContact, addNote } from './operations/client-parts.server.ts';
import { createClient, listClientChoices } from './operations/clients.server.ts';
import { createDeal } from './operations/deals.server.ts';
import { waitingDesk } from './operations/desk.server.ts';
import { deleteEstimate, insertDocument, reviseEstimate } from './operations/estimates.server.ts';
import {
  acceptQuote,
  askQuestion,
  declineQuote,
  getPublicQuote,
  recordView,
} from './operations/public-quotes.server.ts';
import { answerQuestion, revokeQuote, sendQuote } from './operations/quotes.server.ts';
import { ensureRateBook } from './operations/rate-books.server.ts';
import { expectFound } from './operations/refusals.server.ts';
import { importWorkbook, mapTotals } from './operations/workbooks.server.ts';

const hour = 3_600_000;
const day = 24 * hour;

const phone = {
  ip: '203.0.113.24',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
};

/**
 * A small painting business with half a year behind it, made through the same operations that people use. A tenant that
 * has a client already is left as it is.
 */
export async function seedPaintbox({ tx, userId, now }: SeedScope): Promise<void> {
  const tenant = expectFound(await findOwnTenant(tx), 'business');
  if ((await listClientChoices({ tx, tenant }, '')).length > 0) return;
  withoutEvents(tx);
  const people = await listPeople({ tx, tenant });
  const name = people.find((person) => person.id === userId)?.name ?? tenant.name;
  const ctx: OperationContext = { tx, tenant, actor: { userId, name }, now };
  const clients = await seedClients(at(ctx, 180));
  const { document: book } = await ensureRateBook(ctx);
  const deals = [];
  // One after the other, so that numbers follow the calendar; what became of them afterwards is independent.
  for (const [index, demo] of demoDeals.entries()) deals.push(await seedDeal(ctx, demo, clients, book, index));
  await Promise.all([...deals.map(seedOutcomes), seedWorkbook(at(ctx, 9))]);
}

/** The sheet they estimated with before, with its total chosen. */
async function seedWorkbook(ctx: OperationContext): Promise<void> {
  const bytes = demoWorkbookFile();
  const { workbook } = await importWorkbook(ctx, { name: 'Bid sheet, interior.xlsx', bytes }, waitingDesk);
  const lines = [{ sheet: 'Bid', cell: 'B11', label: 'Interior repaint', isTaxable: true }];
  await mapTotals(ctx, { id: workbook.id, version: workbook.version, lines }, waitingDesk);
}

/** The same context so many days (and hours) before now. */
function at(ctx: OperationContext, daysAgo: number, hoursLater = 0): OperationContext {
  return { ...ctx, now: new Date(Math.min(ctx.now.getTime() - daysAgo * day + hoursLater * hour, ctx.now.getTime())) };
}

interface SeededClient {
  id: string;
  propertyId: string | null;
  name: string;
  email: string;
}

async function seedClients(ctx: OperationContext): Promise<SeededClient[]> {
  await ensureRateBook(ctx);
  return Promise.all(demoClients.map((demo) => seedClient(ctx, demo)));
}

async function seedClient(ctx: OperationContext, demo: DemoClient): Promise<SeededClient> {
  const { kind, name, email, place, contact, note } = demo;
  const [line1, city, postalCode] = place;
  const address = { line1, city, postalCode, region: 'ME' };
  const input = createClientSchema.parse({ kind, name, email, phone: demo.phone, ...address });
  const { client, property } = await createClient(ctx, input);
  if (contact) {
    const [contactName, role] = contact;
    await addContact(ctx, { clientId: client.id, name: contactName, role, email: null, phone: null });
  }
  if (note) await addNote(ctx, { clientId: client.id, body: note });
  return { id: client.id, propertyId: property?.id ?? null, name, email };
}

interface SeededEstimate {
  ctx: OperationContext;
  today: Date;
  id: string;
  demo: DemoEstimate;
  client: SeededClient;
  seed: number;
}

async function seedDeal(
  ctx: OperationContext,
  demo: DemoDeal,
  clients: SeededClient[],
  book: RateBook,
  index: number,
): Promise<SeededEstimate[]> {
  const client = expectFound(clients[demo.client], 'client');
  const { id: clientId, propertyId } = client;
  const choice = { clientId, clientKind: 'person', clientName: '', clientEmail: null, clientPhone: null } as const;
  const opened = at(ctx, demo.age);
  const deal = await createDeal(opened, { ...choice, title: demo.title, propertyId, stage: 'lead' });
  const estimates: SeededEstimate[] = [];
  for (const [place, estimate] of demo.estimates.entries()) {
    const seed = index * 3 + place;
    const document = demoDocument(estimate.job, estimate.title, book, seed, newId);
    const { estimate: row } = await insertDocument(at(ctx, demo.age, 1 + (seed % 5)), deal, document);
    estimates.push({ ctx: opened, today: ctx.now, id: row.id, demo: estimate, client, seed });
  }
  return estimates;
}

async function seedOutcomes(estimates: SeededEstimate[]): Promise<void> {
  for (const estimate of estimates) await seedOutcome(estimate);
}

/** Sent the next morning, opened that evening, answered a day later; never after today. */
async function seedOutcome({ ctx, today, id, demo, client, seed }: SeededEstimate): Promise<void> {
  if (demo.fate === 'draft') return;
  const after = (hours: number) => ({
    ...ctx,
    now: new Date(Math.min(ctx.now.getTime() + hours * hour, today.getTime())),
  });
  if (demo.fate === 'deleted') return void (await deleteEstimate(after(20), { id }));
  const quote = await sendQuote(after(20), { estimateId: id, sentTo: client.email });
  if (demo.fate === 'sent') return;
  const visit = { tokenHash: expectFound(readLink(quote.token), 'quote').hash, ...phone };
  await recordView(after(29), visit);
  if (demo.fate === 'withdrawn') await revokeQuote(after(31), { id: quote.id });
  if (demo.fate === 'revised') await reviseEstimate(after(44), { id });
  if (demo.fate === 'accepted') await accept(after(52), visit, client, seed);
  if (demo.fate === 'declined') {
    await declineQuote(after(50), { ...visit, name: client.name, reason: demo.words ?? 'Not now.' });
  }
  if (demo.fate === 'asked') {
    await ask(after(30), after(46), visit, client, demo.words ?? 'When could you start?', seed);
  }
}

async function accept(
  ctx: OperationContext,
  visit: { tokenHash: string; ip: string; userAgent: string },
  client: SeededClient,
  seed: number,
): Promise<void> {
  const { quote, totals } = await getPublicQuote(ctx, visit.tokenHash);
  const signature =
    seed % 2 === 0
      ? ({ signatureKind: 'drawn', signature: drawnSignature } as const)
      : ({ signatureKind: 'typed', signature: client.name } as const);
  await acceptQuote(ctx, {
    ...visit,
    ...signature,
    selection: defaultSelection(quote.options),
    agreedTotal: totals.total,
    name: client.name,
    agreesToTerms: true,
  });
}

/** One of two questions has its answer already; the other waits on the overview. */
async function ask(
  asked: OperationContext,
  answered: OperationContext,
  visit: { tokenHash: string },
  client: SeededClient,
  body: string,
  seed: number,
): Promise<void> {
  const question = await askQuestion(asked, { tokenHash: visit.tokenHash, name: client.name, body });
  if (seed % 4 !== 0) return;
  await answerQuestion(answered, {
    questionId: question.id,
    body: 'The barn door is not in this price; I can add it as an option. The paint is the exterior acrylic named above.',
  });
}

const drawnSignature =
  'M12 62C20 18 34 12 36 40C37 58 28 70 40 58C50 48 54 40 58 50C60 58 66 56 72 46C78 36 84 40 84 52M92 58Q104 30 118 34Q128 38 116 52Q106 62 126 56L168 50';
