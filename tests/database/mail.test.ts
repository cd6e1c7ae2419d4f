import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorker, type Worker } from '#app/jobs/worker.server.ts';
import { letterState, mailJob } from '#app/mail/delivery.server.ts';
import type { MailTemplate } from '#app/mail/letter.server.tsx';
import { sendAccountMail, sendMail } from '#app/mail/mail.server.ts';
import { Mailbox } from '#app/mail/mailbox.server.ts';
import { startPostman } from '#app/mail/postman.server.ts';
import { confirmAddress } from '#app/mail/templates/account.tsx';
import { invitationLetter } from '#app/mail/templates/invitation.tsx';
import { smtpTransport, type Transport } from '#app/mail/transport.server.ts';
import { accountMail, job, mail, tenant } from '#db/schema/index.ts';
import { withPlatform, withTenant } from '#db/tenant.server.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type MailServer, startMailServer } from '#tests/support/mail-server.ts';
import { makeTenant, type TestTenant } from '#tests/support/tenants.ts';

let database: FreshDatabase;
let server: MailServer;
let transport: Transport;
let acme: TestTenant;

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  server = await startMailServer();
  transport = smtpTransport({ url: server.url, from: 'Candlefish <hello@candlefish.example>' });
  acme = await makeTenant('Acme');
});
afterEach(async () => {
  await server.close();
  // What a test left for later would come due in another one on a slow machine.
  await database.execute('delete from job');
  await database.execute('delete from account_mail');
});
afterAll(() => database.close());

const invitation = { business: 'Acme', invitedBy: 'Ada', role: 'member', href: 'https://app.example/invite/x' };

/** Sends as the business, and undoes it again when told to. */
async function send(to: string, options: { replyTo?: string; props?: typeof invitation; undo?: boolean } = {}) {
  await withTenant(acme, async (tx) => {
    const [own] = await tx.select().from(tenant);
    if (!own) throw new Error('no tenant');
    const { replyTo, props = invitation } = options;
    await sendMail({ tx, tenant: own, now: new Date() }, invitationLetter, { to, replyTo, props });
    if (options.undo) throw new Error('undone');
  });
}

async function deliver(by: Transport = transport): Promise<void> {
  const worker: Worker = await startWorker({ database, jobs: [mailJob(by)], pollMs: 60_000 });
  await worker.drain();
  await worker.stop();
}

const letters = () => withTenant(acme, (tx) => tx.select().from(mail));
const overdue = () => database.execute(`update job set run_at = now() - interval '1 second' where dead_at is null`);
const leaseIsOver = () => database.execute(`update job set leased_until = now() - interval '1 second'`);

test('a letter of a business goes out once, in its name, and only that it went is kept', async () => {
  await send('bo@client.example', { replyTo: 'ada@acme.example' });
  expect((await letters()).map(letterState)).toEqual(['queued']);
  await deliver();
  await deliver();
  expect(server.letters).toHaveLength(1);
  const [got] = server.letters;
  expect(got?.from?.value).toEqual([{ name: 'Acme via Candlefish', address: 'hello@candlefish.example' }]);
  expect(got?.to).toMatchObject({ text: 'bo@client.example' });
  expect(got?.replyTo?.text).toBe('ada@acme.example');
  expect(got?.subject).toBe('Ada invites you to Acme');
  expect(got?.text).toContain('https://app.example/invite/x');
  expect(got?.html).toContain('href="https://app.example/invite/x"');
  expect(got?.headers.get('auto-submitted')).toBe('auto-generated');
  const [row] = await letters();
  expect(row).toMatchObject({ attempts: 1, html: null, plain: null, lastError: null });
  expect(row && letterState(row)).toBe('sent');
  expect(got?.messageId).toBe(`<${row?.id}@candlefish.example>`);
  expect(await withTenant(acme, (tx) => tx.select().from(job))).toEqual([]);
});

test('what was rolled back is never sent', async () => {
  await expect(send('bo@client.example', { undo: true })).rejects.toThrow('undone');
  await deliver();
  expect(server.letters).toEqual([]);
  expect(await letters()).toEqual([]);
});

test('a mail server that is down loses nothing', async () => {
  await server.close();
  await send('bo@client.example');
  await deliver();
  expect((await letters()).map(letterState)).toEqual(['failed']);
  server = await startMailServer();
  await overdue();
  await deliver(smtpTransport({ url: server.url, from: 'hello@candlefish.example' }));
  expect(server.letters).toHaveLength(1);
  expect((await letters()).map(letterState)).toEqual(['sent']);
});

test('a refusal for now is tried again, one for good is not', async () => {
  server.receive({ refuse: 451, at: 'letter' });
  await send('later@client.example');
  await deliver();
  expect((await letters()).map(letterState)).toEqual(['failed']);
  server.receive({ refuse: 550, at: 'recipient' });
  await overdue();
  await deliver();
  expect((await letters()).map(letterState)).toEqual(['dead']);
  server.receive('accept');
  await overdue();
  await deliver();
  expect(server.letters).toEqual([]);
  expect(await withTenant(acme, (tx) => tx.select().from(job))).toEqual([]);
});

test('a wrong password at the mail server is our mistake: the letter waits', async () => {
  await send('bo@client.example');
  await deliver(
    smtpTransport({ url: server.url.replace('//', '//somebody:wrong@'), from: 'hello@candlefish.example' }),
  );
  expect((await letters()).map(letterState)).toEqual(['failed']);
});

test('a letter that is of no use any more is not sent', async () => {
  await send('bo@client.example');
  await withTenant(acme, (tx) => tx.update(mail).set({ usefulUntil: new Date(Date.now() - 1000) }));
  await deliver();
  expect(server.letters).toEqual([]);
  expect((await letters()).map(letterState)).toEqual(['dead']);
});

test('a worker that dies before the mail server has the letter leaves it to the next, which sends it once', async () => {
  await send('bo@client.example');
  const { dying, taken, bury } = dyingTransport(async () => {});
  const worker = await startWorker({ database, jobs: [mailJob(dying)], pollMs: 60_000 });
  await taken;
  expect((await letters())[0]?.attempts).toBe(1);
  await deliver();
  expect(server.letters).toEqual([]);
  await leaseIsOver();
  await deliver();
  expect(server.letters).toHaveLength(1);
  bury();
  await worker.stop();
  expect((await letters()).map(letterState)).toEqual(['sent']);
});

/** Does its work and is never heard of again, until it is buried. */
function dyingTransport(work: Transport['send']) {
  const grave = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const dying: Transport = {
    async send(letter) {
      await work(letter);
      taken.resolve();
      await grave.promise;
    },
  };
  return { dying, taken: taken.promise, bury: () => grave.reject(new Error('dead')) };
}

test('dying after the mail server has the letter and before we know sends a copy under the same name', async () => {
  await send('bo@client.example');
  const { dying, taken, bury } = dyingTransport((letter) => transport.send(letter));
  const worker = await startWorker({ database, jobs: [mailJob(dying)], pollMs: 60_000 });
  await taken;
  await leaseIsOver();
  await deliver();
  expect(server.letters).toHaveLength(2);
  expect(new Set(server.letters.map(({ messageId }) => messageId)).size).toBe(1);
  expect(new Set(server.letters.map(({ date }) => date?.getTime())).size).toBe(1);
  bury();
  await worker.stop();
});

test('what people are called adds no header, no recipient and no markup', async () => {
  const evil = 'Pine\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>';
  await withTenant(acme, (tx) => tx.update(tenant).set({ name: evil }));
  await send('bo@client.example', {
    replyTo: 'ada@acme.example',
    props: { ...invitation, business: evil, invitedBy: evil },
  });
  await deliver();
  const [got] = server.letters;
  const head = server.raw[0]?.split('\r\n\r\n')[0] ?? '';
  expect(head).not.toMatch(/^bcc:/im);
  expect(got?.bcc).toBeUndefined();
  expect(got?.cc).toBeUndefined();
  expect(got?.from?.value).toHaveLength(1);
  expect(got?.html).not.toContain('<script>');
});

test('an address that tries to be two, or a header, is none', async () => {
  for (const evil of ['bo@client.example\r\nRCPT TO:<all@evil.example>', 'bo@client.example, all@evil.example', 'bo']) {
    await expect(send(evil)).rejects.toMatchObject({ code: 'invalid' });
    await expect(send('bo@client.example', { replyTo: evil })).rejects.toMatchObject({ code: 'invalid' });
  }
  await deliver();
  expect(server.letters).toEqual([]);
});

test('another business sees nothing of it', async () => {
  await send('bo@client.example');
  const birch = await makeTenant('Birch');
  expect(await withTenant(birch, (tx) => tx.select().from(mail))).toEqual([]);
  await deliver();
});

const confirmation = { name: 'Ada', href: 'https://app.example/verify/x' };
const write = (to: string, template: MailTemplate<typeof confirmation> = confirmAddress) =>
  withPlatform((tx) => sendAccountMail(tx, template, { to, userId: acme.userId, props: confirmation }));
const accountLetters = () =>
  withPlatform((tx) => tx.select().from(accountMail).where(eq(accountMail.userId, acme.userId)));

async function postman(by: Transport = transport) {
  return startPostman({ database, transport: by, pollMs: 60_000 });
}

test('a letter about an account leaves at the commit that wrote it', async () => {
  const man = await postman();
  await man.drain();
  const arrived = server.nextLetter();
  await write('ada@acme.example');
  await arrived;
  await man.stop();
  expect(server.letters.map(({ subject }) => subject)).toEqual(['Confirm your email address']);
  expect(server.letters[0]?.from?.value[0]?.name).toBe('Candlefish');
  const [row] = await accountLetters();
  expect(row).toMatchObject({ html: null, plain: null, leasedUntil: null });
  expect(row?.sentAt).toBeInstanceOf(Date);
});

test('two postmen deliver a letter once', async () => {
  for (let n = 0; n < 12; n += 1) await write(`ada${n}@acme.example`);
  const men = await Promise.all([postman(), postman(), postman()]);
  await Promise.all(men.map((man) => man.drain()));
  await Promise.all(men.map((man) => man.stop()));
  expect(server.letters).toHaveLength(12);
  expect(new Set(server.letters.map(({ messageId }) => messageId)).size).toBe(12);
});

test('a letter about an account waits for a mail server that comes back, and is given up when it is refused for good', async () => {
  server.receive({ refuse: 421, at: 'letter' });
  await write('ada@acme.example');
  const man = await postman();
  await man.drain();
  expect((await accountLetters()).map(letterState)).toEqual(['failed']);
  server.receive('accept');
  await database.execute(`update account_mail set run_at = now() - interval '1 second'`);
  await man.drain();
  expect((await accountLetters()).map(letterState)).toEqual(['sent']);
  server.receive({ refuse: 550, at: 'recipient' });
  await write('nobody@acme.example');
  await man.drain();
  await man.stop();
  expect((await accountLetters()).map(letterState).sort()).toEqual(['dead', 'sent']);
});

test('a postman that died leaves its letters when the lease is over', async () => {
  await write('ada@acme.example');
  const { dying, taken, bury } = dyingTransport(async () => {});
  const first = await postman(dying);
  await taken;
  const next = await postman();
  await next.drain();
  expect(server.letters).toEqual([]);
  await database.execute(`update account_mail set leased_until = now() - interval '1 second'`);
  await next.drain();
  await next.stop();
  expect(server.letters).toHaveLength(1);
  bury();
  await first.stop();
  expect((await accountLetters()).map(letterState)).toEqual(['sent']);
});

test('with no mail server letters are kept in the mailbox of the machine, each once', async () => {
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const box = new Mailbox(mkdtempSync(join(tmpdir(), 'candlefish-mailbox-')));
  await send('bo@client.example');
  await deliver({
    async send(letter) {
      await box.send(letter);
      await box.send(letter);
    },
  });
  const [kept, ...more] = await box.list();
  expect(more).toEqual([]);
  expect(kept).toMatchObject({
    to: 'bo@client.example',
    from: 'Acme via Candlefish',
    subject: 'Ada invites you to Acme',
  });
  expect(await box.find('../../etc/passwd')).toBeNull();
});
