import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { type Business, newBusiness, refusalOf } from '#tests/support/paintbox.ts';
import {
  addContactSchema,
  addPropertySchema,
  clientListSchema,
  createClientSchema,
  updateClientSchema,
  updateContactSchema,
  updatePropertySchema,
} from '../domain/inputs/client.ts';
import { createDealSchema, dealListSchema, updateDealSchema } from '../domain/inputs/deal.ts';
import * as parts from './client-parts.server.ts';
import * as clients from './clients.server.ts';
import * as deals from './deals.server.ts';

let database: FreshDatabase;
let business: Business;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  business = await newBusiness();
});

const add = (input: Record<string, unknown>) =>
  business.run((ctx) => clients.createClient(ctx, createClientSchema.parse(input)));
const list = (search: Record<string, unknown> = {}) =>
  business.run((ctx) => clients.listClients(ctx, clientListSchema.parse(search)));
const get = (id: string) => business.run((ctx) => clients.getClient(ctx, id));

describe('a client', () => {
  it('is added with the property of their address', async () => {
    const { client, property } = await add({
      name: ' Eleanor Whitcomb ',
      email: '',
      line1: '18 Beacon Lane',
      city: 'Cape Elizabeth',
    });
    expect(client).toMatchObject({ name: 'Eleanor Whitcomb', kind: 'person', email: null, version: 1 });
    expect(property).toMatchObject({ clientId: client.id, line1: '18 Beacon Lane', country: 'US' });
    const shown = await get(client.id);
    expect(shown.properties.map(({ address }) => address)).toEqual(['18 Beacon Lane, Cape Elizabeth']);
    expect(shown.history.map(({ sentence }) => sentence)).toEqual([
      'Marta Lindqvist added the client Eleanor Whitcomb.',
    ]);
  });

  it('is said to be known already by e-mail or phone, however they are written', async () => {
    const { client } = await add({ name: 'Walt', email: 'walt@example.com', phone: '(207) 555-0139' });
    const byPhone = await add({ name: 'W. Abernathy', phone: '+1 207.555.0139' });
    const byEmail = await add({ name: 'Walter', email: 'WALT@example.com' });
    expect(byPhone.similar.map(({ id }) => id)).toEqual([client.id]);
    expect(byEmail.similar.map(({ id }) => id)).toEqual([client.id]);
    const stranger = await add({ name: 'June', email: 'june@example.com', phone: '207 555 0140' });
    expect(stranger.similar).toEqual([]);
  });

  it('is changed once by two people who opened the same version', async () => {
    const { client } = await add({ name: 'Priya Raman' });
    const save = (name: string) =>
      business.run((ctx) => clients.updateClient(ctx, updateClientSchema.parse({ id: client.id, version: 1, name })));
    expect(await save('Priya R. Raman')).toMatchObject({ version: 2, name: 'Priya R. Raman' });
    const refusal = await refusalOf(save('Dr Priya Raman'));
    expect(refusal).toMatchObject({ code: 'conflict' });
    expect(refusal.details.yours).toMatchObject({ name: 'Dr Priya Raman' });
    expect(refusal.details.theirs).toMatchObject({ name: 'Priya R. Raman', version: 2 });
    expect((await get(client.id)).client.name).toBe('Priya R. Raman');
  });

  it('leaves the list when archived and comes back by undo', async () => {
    const { client } = await add({ name: 'Owen Kettering' });
    await business.run((ctx) => clients.archiveClient(ctx, { id: client.id }));
    expect(await list()).toMatchObject({ count: 0, counts: { active: 0, archived: 1 } });
    expect((await list({ archived: '1' })).rows.map(({ id }) => id)).toEqual([client.id]);
    await business.run((ctx) => clients.restoreClient(ctx, { id: client.id }));
    expect((await list()).count).toBe(1);
  });

  it('is found by any word, with the signs that mean something to SQL taken as they are', async () => {
    await add({ name: 'Bramble & Rye Bakery', email: 'hello@brambleandrye.example' });
    await add({ name: '100% Cotton_Shirts' });
    const names = async (q: string) => (await list({ q })).rows.map(({ name }) => name);
    expect(await names('RYE hello@')).toEqual(['Bramble & Rye Bakery']);
    expect(await names('%')).toEqual(['100% Cotton_Shirts']);
    expect(await names('n_s')).toEqual(['100% Cotton_Shirts']);
    expect(await names("' or 1=1")).toEqual([]);
  });

  it('is listed in pages of fifty in the order asked for', async () => {
    const names = Array.from({ length: 53 }, (_, index) => `Client ${String(index).padStart(2, '0')}`);
    await business.run(async (ctx) => {
      for (const name of names) await clients.createClient(ctx, createClientSchema.parse({ name }));
    });
    const first = await list({ direction: 'desc' });
    expect(first).toMatchObject({ count: 53, pageCount: 2, page: 1 });
    const second = await list({ direction: 'desc', page: '2' });
    expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual([...names].reverse());
    expect(await list({ page: 'x', sort: 'nonsense' })).toMatchObject({ page: 1 });
  });

  it('of another business does not exist', async () => {
    const { client } = await add({ name: 'Sylvie Tran' });
    const stranger = await newBusiness();
    const attempts = [
      stranger.run((ctx) => clients.getClient(ctx, client.id)),
      stranger.run((ctx) => clients.archiveClient(ctx, { id: client.id })),
      stranger.run((ctx) =>
        clients.updateClient(ctx, updateClientSchema.parse({ id: client.id, version: 1, name: 'Mine' })),
      ),
      stranger.run((ctx) => parts.addNote(ctx, { clientId: client.id, body: 'Hello' })),
      stranger.run((ctx) => parts.addProperty(ctx, addPropertySchema.parse({ clientId: client.id, line1: '1 Way' }))),
      stranger.run((ctx) => deals.createDeal(ctx, createDealSchema.parse({ clientId: client.id, title: 'Deal' }))),
    ];
    for (const refusal of await Promise.all(attempts.map(refusalOf)))
      expect(refusal).toMatchObject({ code: 'not-found' });
    expect((await stranger.run((ctx) => clients.listClients(ctx, clientListSchema.parse({})))).count).toBe(0);
  });
});

describe('input about clients', () => {
  it('is refused in words, field by field', () => {
    const result = createClientSchema.safeParse({ name: ' ', email: 'nobody', phone: 'call me', kind: 'ghost' });
    expect(result.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['kind', 'A client is a person or a company.'],
      ['name', 'Name is required.'],
      ['email', 'An e-mail address looks like name@example.com.'],
      ['phone', 'A phone number has digits, spaces and + ( ) - only.'],
    ]);
  });
});

describe('what belongs to a client', () => {
  it('is added, changed, removed and brought back', async () => {
    const { client } = await add({ name: 'Lantern Inn', kind: 'company' });
    const { id: clientId } = client;
    const property = await business.run((ctx) =>
      parts.addProperty(ctx, addPropertySchema.parse({ clientId, label: 'Inn', line1: '5 Harbor View' })),
    );
    const contact = await business.run((ctx) =>
      parts.addContact(ctx, addContactSchema.parse({ clientId, name: 'Gideon Park', role: 'Innkeeper' })),
    );
    const note = await business.run((ctx) => parts.addNote(ctx, { clientId, body: 'Closed in January.' }));
    await business.run((ctx) =>
      parts.updateProperty(ctx, updatePropertySchema.parse({ ...property, label: 'Main house' })),
    );
    await business.run((ctx) => parts.updateContact(ctx, updateContactSchema.parse({ ...contact, role: 'Owner' })));
    const shown = await get(clientId);
    expect(shown.properties).toMatchObject([{ label: 'Main house', version: 2 }]);
    expect(shown.contacts).toMatchObject([{ role: 'Owner', version: 2 }]);
    expect(shown.notes).toMatchObject([{ body: 'Closed in January.', authorName: 'Marta Lindqvist' }]);

    await business.run(async (ctx) => {
      await parts.archiveProperty(ctx, property);
      await parts.archiveContact(ctx, contact);
      await parts.archiveNote(ctx, note);
    });
    expect(await get(clientId)).toMatchObject({ properties: [], contacts: [], notes: [] });
    await business.run(async (ctx) => {
      await parts.restoreProperty(ctx, property);
      await parts.restoreContact(ctx, contact);
      await parts.restoreNote(ctx, note);
    });
    expect(await get(clientId)).toMatchObject({ properties: [{}], contacts: [{}], notes: [{}] });
  });

  it('keeps the second of two conflicting saves out', async () => {
    const { client, property } = await add({ name: 'Dana', line1: '88 Meadow Lane' });
    const save = (city: string) =>
      business.run((ctx) => parts.updateProperty(ctx, updatePropertySchema.parse({ ...property, city })));
    await save('Cumberland');
    expect(await refusalOf(save('Yarmouth'))).toMatchObject({
      code: 'conflict',
      details: { theirs: { city: 'Cumberland' } },
    });
    expect((await get(client.id)).properties).toMatchObject([{ city: 'Cumberland' }]);
  });
});

describe('a deal', () => {
  const open = (input: Record<string, unknown>) =>
    business.run((ctx) => deals.createDeal(ctx, createDealSchema.parse(input)));

  it('is opened for a new client in one go', async () => {
    const deal = await open({ clientName: 'Amara Nwosu', clientEmail: 'amara@example.com', title: 'Loft' });
    const shown = await business.run((ctx) => deals.getDeal(ctx, deal.id));
    expect(shown).toMatchObject({
      deal: { stage: 'lead', title: 'Loft' },
      client: { name: 'Amara Nwosu' },
      estimates: [],
    });
  });

  it('needs a client, and a property of that client', async () => {
    expect(createDealSchema.safeParse({ title: 'Loft' }).error?.issues[0]?.path).toEqual(['clientName']);
    const { property } = await add({ name: 'Dana', line1: '88 Meadow Lane' });
    const { client: other } = await add({ name: 'Ruth' });
    const refusal = await refusalOf(open({ clientId: other.id, title: 'House', propertyId: property?.id }));
    expect(refusal).toMatchObject({ code: 'invalid', details: { fieldErrors: { propertyId: expect.anything() } } });
  });

  it('moves through stages, is changed with a version, archived and restored', async () => {
    const deal = await open({ clientName: 'Kit', title: 'Studio' });
    await business.run((ctx) => deals.moveDeal(ctx, { id: deal.id, stage: 'quoted' }));
    const save = (title: string) =>
      business.run((ctx) => deals.updateDeal(ctx, updateDealSchema.parse({ id: deal.id, version: 1, title })));
    await save('Studio and hall');
    expect(await refusalOf(save('Studio only'))).toMatchObject({
      code: 'conflict',
      details: { yours: { title: 'Studio only' } },
    });
    const page = await business.run((ctx) => deals.listDeals(ctx, dealListSchema.parse({ q: 'hall kit' })));
    expect(page).toMatchObject({ count: 1, rows: [{ title: 'Studio and hall', stage: 'quoted', valueMinor: null }] });
    await business.run((ctx) => deals.archiveDeal(ctx, deal));
    expect((await business.run((ctx) => deals.listDeals(ctx, dealListSchema.parse({})))).count).toBe(0);
    await business.run((ctx) => deals.restoreDeal(ctx, deal));
    const { history } = await business.run((ctx) => deals.getDeal(ctx, deal.id));
    expect(history.map(({ sentence }) => sentence)).toEqual([
      'Marta Lindqvist restored the deal Studio and hall.',
      'Marta Lindqvist archived the deal Studio and hall.',
      'Marta Lindqvist changed the deal Studio and hall.',
      'Marta Lindqvist moved Studio from Lead to Quoted.',
      'Marta Lindqvist opened the deal Studio.',
    ]);
  });
});
