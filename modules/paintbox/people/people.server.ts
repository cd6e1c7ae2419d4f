import type { PeopleRules } from '#app/data/person/rule.ts';
import { findPerson, searchPeople } from '../data/people.server.ts';
import { holdClient, holdContact, settleClient, settleContact } from '../operations/erasing.server.ts';
import { paintboxTables } from './tables.ts';

const kept = [
  'Numbers, quantities, prices, totals and taxes of estimates and quotes: accounts that the law tells you to keep (art. 17(3)(b) GDPR).',
  'The days on which quotes were sent, accepted or declined, and for how much: the same accounts, without who signed.',
  'State and country of the property: taxes were worked out by them.',
];

const closes =
  'The record is closed at once: nobody changes it any more. Quotes that wait for an answer are withdrawn.';

/** What Paintbox knows of people, and how it forgets one: a client who is a person, or one contact of a company. */
export const paintboxPeople: PeopleRules = {
  kinds: [
    {
      type: 'paintbox.client',
      table: 'client',
      permission: 'paintbox:delete',
      kept,
      closes,
      search: (tx, query) => searchPeople(tx, 'client', query),
      find: (tx, id) => findPerson(tx, 'client', id),
      hold: holdClient,
      settle: settleClient,
    },
    {
      type: 'paintbox.contact',
      table: 'contact',
      permission: 'paintbox:delete',
      kept,
      closes,
      around: { column: 'client_id', table: 'client' },
      search: (tx, query) => searchPeople(tx, 'contact', query),
      find: (tx, id) => findPerson(tx, 'contact', id),
      hold: holdContact,
      settle: settleContact,
    },
  ],
  tables: paintboxTables,
};
