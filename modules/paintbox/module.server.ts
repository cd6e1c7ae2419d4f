import type { Manifest, SearchHit } from '#app/manifest.ts';
import { clientDoors } from './api/clients.server.ts';
import { estimateDoors } from './api/estimates.server.ts';
import * as contract from './contract.ts';
import { searchAll } from './data/search.server.ts';
import { paintboxKnowledge } from './knowledge/sources.server.ts';
import { paintboxOverview } from './operations/overview.server.ts';
import { paintboxPeople } from './people/people.server.ts';
import { seedPaintbox } from './seed.server.ts';
import { paintboxIntents } from './tools/intents/index.ts';
import { suggestions } from './tools/suggestions.ts';
import { paintboxTools } from './tools/tools.server.ts';

const read = 'paintbox:read';
const write = 'paintbox:write';

export const paintbox: Manifest = {
  id: 'paintbox',
  name: 'Paintbox',
  icon: 'brush',
  description: 'Estimates and quotes for painting contractors.',
  permissions: contract.paintboxPermissions,
  places: [
    { label: 'Estimates', href: 'paintbox/estimates', icon: 'estimate', permission: read },
    { label: 'Clients', href: 'paintbox/clients', icon: 'person', permission: read },
    { label: 'Deals', href: 'paintbox/deals', icon: 'briefcase', permission: read },
    { label: 'Rate book', href: 'paintbox/rates', icon: 'ruler', permission: read },
    { label: 'Workbooks', href: 'paintbox/workbooks', icon: 'sheet', permission: read },
  ],
  commands: [
    { label: 'New estimate', href: 'paintbox/estimates/new', keywords: 'bid price quote', permission: write },
    { label: 'New client', href: 'paintbox/clients/new', keywords: 'customer person company', permission: write },
    {
      label: 'Import a workbook',
      href: 'paintbox/workbooks',
      keywords: 'excel xlsx spreadsheet upload',
      permission: write,
    },
    {
      label: 'Edit the rate book',
      href: 'paintbox/rates',
      keywords: 'wages coverage markup',
      permission: 'paintbox:rates',
    },
  ],
  overview: paintboxOverview,
  search: async ({ tx, tenantSlug }, query) => {
    const found = await searchAll(tx, query);
    return [
      ...found.estimates.map(
        ({ id, number, title, clientName }): SearchHit => ({
          label: `${contract.estimateNumber(number)} ${title}`,
          detail: clientName,
          href: contract.links.estimate(tenantSlug, id),
        }),
      ),
      ...found.clients.map(
        ({ id, name, email, phone }): SearchHit => ({
          label: name,
          detail: email ?? phone ?? 'Client',
          href: contract.links.client(tenantSlug, id),
        }),
      ),
      ...found.deals.map(
        ({ id, title, clientName }): SearchHit => ({
          label: title,
          detail: `Deal with ${clientName}`,
          href: contract.links.deal(tenantSlug, id),
        }),
      ),
      ...found.workbooks.map(
        ({ id, name }): SearchHit => ({
          label: name,
          detail: 'Workbook',
          href: contract.links.workbook(tenantSlug, id),
        }),
      ),
    ];
  },
  events: [
    { type: contract.clientCreated, label: 'A client was added' },
    { type: contract.dealMoved, label: 'A deal moved' },
    { type: contract.estimateCreated, label: 'An estimate was started' },
    { type: contract.estimateSent, label: 'A quote was sent' },
    { type: contract.quoteViewed, label: 'A client looked at a quote' },
    { type: contract.quoteQuestionAsked, label: 'A client asked about a quote' },
    { type: contract.quoteAccepted, label: 'A quote was accepted' },
    { type: contract.quoteDeclined, label: 'A quote was declined' },
    { type: contract.quoteRevoked, label: 'A quote was withdrawn' },
    { type: contract.rateBookPublished, label: 'A rate book was published' },
    { type: contract.workbookEdited, label: 'A workbook was changed' },
    { type: contract.workbookImported, label: 'A workbook was imported' },
  ],
  knowledge: paintboxKnowledge,
  people: paintboxPeople,
  api: [...clientDoors, ...estimateDoors],
  intents: paintboxIntents,
  suggestions,
  tools: paintboxTools,
  seed: seedPaintbox,
};
