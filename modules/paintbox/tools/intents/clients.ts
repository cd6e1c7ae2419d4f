import type { Intent } from '#app/ai/built-in/intent.ts';
import type { Said } from '#app/ai/built-in/said.ts';
import { clientOf, dictated, nameIn, request } from './references.ts';

const nouns = 'client customer contact homeowner';
const isOfClient = (said: Said) => said.has('client', 'customer', 'homeowner');
const isMany = (said: Said) => /\b(clients|customers|homeowners)\b/i.test(said.text);
const changes = /\b(add|create|new|change|update|set|delete|remove|archive|note|draft|rename)\b/;
const isOfAll = (said: Said) => said.has('all', 'every', 'everything', 'everyone', 'all of');

export const findClients: Intent = {
  tool: 'paintbox_find_clients',
  example: 'Find the client Ada Moss',
  words: ['client', 'customer', 'archived', 'homeowner'],
  recognise(said) {
    if (!isOfClient(said) || changes.test(said.plain) || said.has('estimate', 'quote', 'deal', 'question')) return null;
    const isSearch =
      said.has('find', 'search', 'is there', 'do we have', 'look', 'list', 'which', 'who', 'any', 'how many') ||
      isMany(said);
    if (!isSearch) return null;
    const query = said.quoted[0]?.text ?? nameIn(said, { nouns: `${nouns} archived everyone many` }, '', []);
    return { confidence: 0.75, input: { ...(query && { query }), ...(said.has('archived') && { archived: true }) } };
  },
};

export const openClient: Intent = {
  tool: 'paintbox_open_client',
  example: 'What do we know about the client Ada Moss?',
  recognise(said) {
    if (changes.test(said.plain)) return null;
    const detail =
      said.has('phone', 'email', 'e-mail', 'address', 'number for', 'number of', 'cell', 'contact') &&
      said.has('what', 'give', 'show', 'tell', 'find', "what's", 'got', 'have', 'need') &&
      !said.has('estimate', 'quote', 'bid', 'deal', 'workbook', 'member');
    const page =
      isOfClient(said) &&
      !isMany(said) &&
      said.has('open', 'show', 'tell', 'know', 'about', 'detail', 'pull up', 'info', 'history');
    if (!detail && !page) return null;
    const verbs = 'phone email e-mail address number cell contact know history got call ring reach mail write';
    return request(page && !said.has('find') ? 0.8 : 0.72, clientOf(said, { verbs }));
  },
};

export const addClient: Intent = {
  tool: 'paintbox_add_client',
  example: 'Add a client named Lena Park, lena@park.dev',
  recognise(said) {
    if (!/ (add|create|new|register|set up) (a |an |the |new |another )*(client|customer|homeowner) /.test(said.plain))
      return null;
    const after =
      /(?:client|customer|homeowner)s?\s*(?:is\s+)?(?:named|called|by the name of|:|-|,)?\s*(.*)$/is.exec(
        said.text,
      )?.[1] ?? '';
    const bare = said.emails.concat(said.phones).reduce((text, { text: known }) => text.replace(known, ','), after);
    const name = (
      said.quoted[0]?.text ??
      bare.split(/[,;(\n]|\s(?:with|at|e-?mail|phone|tel|it is|it's|who|a company|his|her|their)\b/i)[0] ??
      ''
    )
      .replace(/[.!?\s]+$/, '')
      .trim();
    const isCompany =
      said.has('company', 'business', 'firm', 'commercial') || /\b(LLC|Inc|Ltd|GmbH|Corp|HOA)\b\.?/.test(name);
    const input = {
      ...(name && { name }),
      ...(isCompany && { kind: 'company' }),
      ...(said.emails[0] && { email: said.emails[0].text.replace(/\.$/, '') }),
      ...(said.phones[0] && { phone: said.phones[0].text.trim() }),
    };
    return { confidence: 0.9, input, ...(!name && { asks: 'What is the new client’s name?' }) };
  },
};

export const changeClient: Intent = {
  tool: 'paintbox_change_client',
  example: 'Change Ada Moss’s email to ada@example.com',
  recognise(said) {
    const isChange = said.has('change', 'update', 'set', 'correct', 'replace', 'is now', 'new email', 'new phone');
    const [email, phone] = [said.emails[0], said.phones[0]];
    if (!isChange || said.has('add', 'create', 'new client', 'note', 'quote', 'estimate')) return null;
    if (!email && !phone && !said.has('email', 'phone', 'phone number', 'e-mail')) return null;
    const verbs =
      'change update set correct replace email e-mail phone number address to new his her their telephone cell mobile';
    const input = {
      ...(email && { email: email.text.replace(/\.$/, '') }),
      ...(phone && { phone: phone.text.trim() }),
    };
    return request(0.85, clientOf(said, { verbs }), input, email || phone ? undefined : 'What should it be?');
  },
};

export const addNote: Intent = {
  tool: 'paintbox_add_note',
  example: 'Add a note to Ada Moss: gate code is 4411',
  words: ['note'],
  recognise(said) {
    const head = said.text.split(/[:"“]/)[0] ?? '';
    if (!/\b(note|notes|memo|jot|write down|remember)\b/i.test(head)) return null;
    const body = dictated(said);
    const client = clientOf(said, {
      verbs: 'add note memo write down jot put make new remember',
      taken: body ? [body.at] : [],
    });
    return request(
      0.9,
      client,
      body ? { body: body.body } : {},
      body ? undefined : 'What should the note say? Put it between quotation marks.',
    );
  },
};

export const archiveClient: Intent = {
  tool: 'paintbox_archive_client',
  example: 'Archive the client Harbor View',
  recognise(said) {
    if (!said.has('archive') || isOfAll(said) || isMany(said) || said.has('estimate', 'deal')) return null;
    return request(0.85, clientOf(said, { verbs: 'archive put move moved away' }));
  },
};
