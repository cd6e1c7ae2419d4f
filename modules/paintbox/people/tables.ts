import type { TableRule } from '#app/data/person/rule.ts';

const accounts = { keep: 'accounts' };
const state = { keep: 'an id or a state' };
const taxes = { keep: 'taxes were worked out by it' };

/** What Paintbox's tables say of a client who is a person, or of a contact. */
export const paintboxTables: Readonly<Record<string, TableRule>> = {
  client: {
    label: 'Names, phone numbers and addresses',
    isRecord: true,
    of: 'self',
    columns: { kind: state, name: 'name', email: 'reach', phone: 'reach', notes: 'words' },
    href: 'paintbox/clients/{id}',
  },
  property: {
    label: 'Properties',
    isRecord: true,
    of: { column: 'client_id', table: 'client' },
    columns: {
      label: { put: 'Erased address' },
      line1: 'street',
      line2: 'detail',
      city: 'detail',
      region: taxes,
      postal_code: 'detail',
      country: taxes,
      notes: 'words',
    },
    href: 'paintbox/clients/{client_id}',
  },
  contact: {
    label: 'Contacts',
    isRecord: true,
    of: { column: 'client_id', table: 'client' },
    columns: { name: 'name', role: 'empty', email: 'reach', phone: 'reach' },
    href: 'paintbox/clients/{client_id}',
  },
  client_note: {
    label: 'Notes',
    of: { column: 'client_id', table: 'client' },
    gone: true,
    columns: { body: 'words' },
    href: 'paintbox/clients/{client_id}',
  },
  deal: {
    label: 'Titles of deals',
    of: { column: 'client_id', table: 'client' },
    columns: { title: 'scrub', stage: state },
    href: 'paintbox/deals/{id}',
  },
  estimate: {
    label: 'Titles of estimates, and what they are found by',
    of: { column: 'deal_id', table: 'deal' },
    columns: { title: 'scrub', status: state, currency: accounts, search_text: 'stale' },
    href: 'paintbox/estimates/{id}',
  },
  estimate_revision: {
    label: 'Words in estimates',
    of: { column: 'estimate_id', table: 'estimate' },
    columns: { document: 'scrub' },
    href: 'paintbox/estimates/{estimate_id}',
  },
  estimate_save: {
    label: 'Kept saves of estimates',
    of: { column: 'revision_id', table: 'estimate_revision' },
    columns: { document: 'scrub' },
  },
  quote: {
    label: 'Quotes sent',
    of: { column: 'revision_id', table: 'estimate_revision' },
    columns: {
      token_hash: state,
      token: state,
      snapshot: {
        fields: { 'recipient.name': 'name', 'recipient.email': 'reach', 'recipient.address': 'street' },
      },
      currency: accounts,
      sent_to: 'reach',
    },
    account: { column: 'sent_by', columns: { snapshot: { fields: { 'business.sender': 'name' } } } },
  },
  quote_view: {
    label: 'Looks at quotes, with network address',
    of: { column: 'quote_id', table: 'quote' },
    gone: true,
    columns: { ip: 'ip', user_agent: 'detail' },
  },
  quote_question: {
    label: 'Questions and answers about quotes',
    of: { column: 'quote_id', table: 'quote' },
    gone: true,
    columns: { side: state, author_name: 'name', body: 'words' },
    account: { column: 'author_id', columns: { author_name: 'name', body: 'scrub' } },
  },
  quote_acceptance: {
    label: 'Acceptances: who signed, the signature, the network address',
    of: { column: 'quote_id', table: 'quote' },
    isWrittenOnce: true,
    columns: {
      selection: accounts,
      signature_kind: state,
      signature: 'words',
      signed_name: 'name',
      ip: 'ip',
      user_agent: 'detail',
      currency: accounts,
      totals: accounts,
    },
  },
  quote_decline: {
    label: 'Declined quotes: who, why, the network address',
    of: { column: 'quote_id', table: 'quote' },
    columns: { reason: 'words', declined_name: 'name', ip: 'ip', user_agent: 'detail' },
  },
  workbook: {
    label: 'Workbooks',
    of: 'mentions',
    columns: { name: 'look', state: 'look', audit: state, totals_mapping: state },
    href: 'paintbox/workbooks/{id}',
  },
  rate_book_version: {
    label: 'Rate book',
    of: 'mentions',
    columns: { document: 'look', note: 'look' },
    href: 'paintbox/rates',
  },
};
