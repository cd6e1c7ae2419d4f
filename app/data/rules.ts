/**
 * What becomes of each tenant table in an archive. A table without a line here fails a test: whoever adds one decides.
 *
 * - `portable`: exported, and imported into an empty business with the same checksum.
 * - `told`: exported for its owner to read; an import leaves it, because it would do something where it arrives.
 * - `left`: not exported.
 */
export type TableRule =
  | { kind: 'portable'; without?: Readonly<Record<string, Omission>>; people?: readonly string[]; order?: string }
  | { kind: 'told'; because: string; without?: Readonly<Record<string, Omission>> }
  | { kind: 'left'; because: string };

/** A column that is not exported. `random`: an import fills it with what opens nothing. */
export interface Omission {
  because: string;
  random?: true;
}

const opensSomething = { because: 'a secret, or what tells a secret when it is shown' };

export const tableRules: Readonly<Record<string, TableRule>> = {
  // The business itself.
  tenant_brand: { kind: 'portable', people: ['updated_by'] },
  counter: { kind: 'portable' },
  closed_product: { kind: 'portable', people: ['closed_by'] },
  stored_file: {
    kind: 'portable',
    people: ['created_by'],
    without: { bytes: { because: 'in the folder files' } },
  },
  audit_entry: {
    kind: 'portable',
    people: ['actor_id', 'on_behalf_of'],
    order: 'seq',
    without: {
      seq: { because: 'its place in the chain, which is linked anew where it is imported' },
      previous_hash: { because: 'as seq' },
      hash: { because: 'as seq' },
      values_hash: { because: 'as seq' },
      salt: { because: 'as seq' },
    },
  },
  membership: { kind: 'told', because: 'nobody becomes a member by an archive' },
  former_member: { kind: 'told', because: 'an import makes its own, of the members of the archive' },
  invitation: {
    kind: 'told',
    because: 'who was invited there is not invited here',
    without: { secret_hash: opensSomething },
  },
  tenant_policy: { kind: 'told', because: 'it could keep the importing owner out' },
  tenant_sso: {
    kind: 'told',
    because: 'it would let people in where it arrives',
    without: { sealed_client_secret: opensSomething },
  },
  sso_account: { kind: 'told', because: 'nobody comes in by an archive' },
  mail: {
    kind: 'told',
    because: 'nothing is mailed twice',
    without: { html: opensSomething, plain: opensSomething },
  },
  person_erasure: {
    kind: 'told',
    because: 'what was erased there is not in the archive',
    without: { place: { because: 'what is looked for while it is not erased yet' } },
  },
  audit_redaction: { kind: 'left', because: 'it belongs to the chain, which is linked anew where it is imported' },
  stand_in: { kind: 'told', because: 'what operators did there was not done here' },
  webhook_endpoint: {
    kind: 'told',
    because: 'an import must not begin to call other systems',
    without: { sealed_secret: opensSomething, sealed_old_secret: opensSomething },
  },
  webhook_delivery: { kind: 'told', because: 'nothing is delivered twice' },
  webhook_attempt: { kind: 'told', because: 'nothing is delivered twice' },
  access_log: { kind: 'told', because: 'who looked at what there was not here' },
  api_key: { kind: 'left', because: 'it opens doors' },
  api_nonce: { kind: 'left', because: 'it guards doors for some minutes' },
  tenant_key: { kind: 'left', because: 'it opens sealed secrets, of which none are exported' },
  chain_head: { kind: 'left', because: 'the end of the chain stands in the manifest' },
  event: { kind: 'left', because: 'news for listeners; the history is in audit_entry' },
  event_delivery: { kind: 'left', because: 'receipts of listeners' },
  job: { kind: 'left', because: 'work that waits' },
  submission: { kind: 'left', because: 'remembers double clicks for some days' },
  archive: { kind: 'left', because: 'an archive of archives' },
  archive_entry: { kind: 'left', because: 'an archive of archives' },
  archive_part: { kind: 'left', because: 'an archive of archives' },
  tenant_closing: { kind: 'left', because: 'it would erase the business where it arrives' },

  // The assistant. What was said to it is the person's, who may not be a member where the archive arrives.
  assistant_settings: { kind: 'portable', people: ['updated_by'] },
  assistant_key: { kind: 'left', because: 'it opens an account with a provider' },
  conversation: { kind: 'told', because: 'it is private to people who may not be members there' },
  conversation_share: { kind: 'told', because: 'as conversation' },
  chat_message: { kind: 'told', because: 'as conversation' },
  chat_attachment: { kind: 'told', because: 'as conversation' },
  change_set: { kind: 'told', because: 'what was approved there is not approved here' },
  assistant_usage: { kind: 'told', because: 'it was paid for there' },
  assistant_hold: { kind: 'left', because: 'calls that are under way' },
  knowledge_document: {
    kind: 'portable',
    people: ['added_by'],
    // Files and records are in the archive, and are read again where they arrive.
    without: {
      content_hash: { because: 'what was read there was not read here' },
      status: { because: 'as content_hash' },
      problem: { because: 'as content_hash' },
      chunk_count: { because: 'as content_hash' },
      indexed_at: { because: 'as content_hash' },
    },
  },
  knowledge_chunk: { kind: 'left', because: 'made from documents and records' },
  knowledge_pass: { kind: 'left', because: 'how far a reading is that begins anew where the archive arrives' },

  // Paintbox.
  client: { kind: 'portable', people: ['archived_by', 'created_by'] },
  property: { kind: 'portable' },
  contact: { kind: 'portable' },
  client_note: { kind: 'portable', people: ['author_id'] },
  deal: { kind: 'portable', people: ['owner_id', 'archived_by', 'created_by'] },
  rate_book_version: { kind: 'portable', people: ['created_by'] },
  estimate: { kind: 'portable', people: ['deleted_by', 'created_by'] },
  estimate_revision: { kind: 'portable', people: ['locked_by', 'created_by', 'updated_by'] },
  estimate_save: { kind: 'portable', people: ['saved_by'] },
  quote: {
    kind: 'portable',
    people: ['sent_by', 'revoked_by'],
    without: { token: opensSomething, token_hash: { ...opensSomething, random: true } },
  },
  quote_view: { kind: 'portable' },
  quote_question: { kind: 'portable', people: ['author_id', 'answered_by'] },
  quote_acceptance: { kind: 'portable' },
  quote_decline: { kind: 'portable' },
  workbook: { kind: 'portable', people: ['archived_by', 'created_by', 'updated_by'] },
};
