import type { EvalRequest } from './request.ts';

/** The half that nobody looked at while the recognisers were written: only its share was read. */
export const heldOut: readonly EvalRequest[] = [
  { say: 'is there a customer called Ben Ortiz', expect: [['paintbox_find_clients', { query: 'Ben Ortiz' }]] },
  { say: 'list clients', expect: [['paintbox_find_clients', { query: null }]] },
  { say: 'search customers for moss', expect: [['paintbox_find_clients', { query: 'moss' }]] },
  { say: 'show me the client Harbor View HOA', expect: [['paintbox_open_client', { client: '@harbor' }]] },
  { say: 'what do we know about this client', on: 'ada', expect: [['paintbox_open_client', { client: '@ada' }]] },
  { say: 'find estimates that were declined', expect: [['paintbox_find_estimates', { status: 'declined' }]] },
  { say: 'Which estimates have been sent out?', expect: [['paintbox_find_estimates', { status: 'sent' }]] },
  { say: 'pull up the estimates of Ada Moss', expect: [['paintbox_find_estimates', { query: 'Ada Moss' }]] },
  { say: 'top 3 estimates by total', expect: [['paintbox_find_estimates', { sort: 'total', limit: 3 }]] },
  { say: 'open 1044', expect: [['paintbox_open_estimate', { estimate: '@e1044' }]] },
  { say: 'summarize EST-1042 for me', expect: [['paintbox_open_estimate', { estimate: '@e1042' }]] },
  {
    say: 'how did you get to the total of estimate 1043?',
    expect: [['paintbox_explain_total', { estimate: '@e1043', figure: 'total' }]],
  },
  { say: 'break down the price', on: 'e1044', expect: [['paintbox_explain_total', { estimate: '@e1044' }]] },
  { say: 'what tax is on E-1042', expect: [['paintbox_explain_total', { estimate: '@e1042', figure: 'tax' }]] },
  { say: 'what does E-1044 cost us?', expect: [['paintbox_explain_total', { estimate: '@e1044', figure: 'cost' }]] },
  {
    say: 'how many gallons does this one take',
    on: 'e1043',
    expect: [['paintbox_explain_total', { estimate: '@e1043', figure: 'volume' }]],
  },
  { say: 'production rate for walls?', expect: [['paintbox_find_rates', { query: 'wall' }]] },
  { say: 'what are our rates', expect: [['paintbox_find_rates']] },
  { say: 'which deals did we lose', expect: [['paintbox_list_deals', { stage: 'lost' }]] },
  { say: 'all the deals in the quoted stage please', expect: [['paintbox_list_deals', { stage: 'quoted' }]] },
  { say: 'has anyone asked something about a quote? show unanswered questions', expect: [['paintbox_list_questions']] },
  { say: 'show the quotes of this estimate', on: 'e1044', expect: [['paintbox_list_quotes', { estimate: '@e1044' }]] },
  { say: 'what spreadsheets have we imported?', expect: [['paintbox_list_workbooks']] },
  {
    say: 'show me cells A1 to C5 in Exterior calc',
    expect: [['paintbox_read_workbook', { workbook: '@exteriorBook', range: 'A1:C5' }]],
  },
  {
    say: 'what does D4 say in this workbook',
    on: 'kitchenBook',
    expect: [['paintbox_read_workbook', { workbook: '@kitchenBook', range: 'D4' }]],
  },
  {
    say: 'where is "Labor" in this spreadsheet',
    on: 'kitchenBook',
    expect: [['paintbox_search_workbook', { workbook: '@kitchenBook', query: 'Labor' }]],
  },
  { say: 'Kitchen estimator workbook totals', expect: [['paintbox_workbook_totals', { workbook: '@kitchenBook' }]] },
  { say: 'revenue this year', expect: [['paintbox_sales_figures', { from: '2026-01-01' }]] },
  {
    say: 'show me monthly sales for 2025',
    expect: [['paintbox_sales_figures', { from: '2025-01-01', to: '2025-12-31', by: 'month' }]],
  },
  {
    say: 'please create a new client Omar Haddad (omar@haddad.io)',
    expect: [['paintbox_add_client', { name: 'Omar Haddad', email: 'omar@haddad.io' }]],
  },
  {
    say: 'add customer Tess Lowe with phone 312-555-0188',
    expect: [['paintbox_add_client', { name: 'Tess Lowe', phone: '312-555-0188' }]],
  },
  {
    say: "set Ben Ortiz's phone number to 312 555 0101",
    expect: [['paintbox_change_client', { client: '@ben', phone: '312 555 0101' }]],
  },
  {
    say: 'her email is now ada@newmail.com, please update',
    on: 'ada',
    expect: [['paintbox_change_client', { client: '@ada', email: 'ada@newmail.com' }]],
  },
  {
    say: 'note on this client: prefers mornings',
    on: 'harbor',
    expect: [['paintbox_add_note', { client: '@harbor', body: 'prefers mornings' }]],
  },
  {
    say: 'add a note for Ben Ortiz "allergic to oil paint"',
    expect: [['paintbox_add_note', { client: '@ben', body: 'allergic to oil paint' }]],
  },
  {
    say: "quick estimate for Harbor View HOA: hallway 40' x 6' x 9', walls 2 coats, no baseboard",
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@harbor',
          rooms: [
            {
              name: 'Hallway',
              length: { value: "40'" },
              surfaces: [
                { kind: 'walls', coats: { value: 2 } },
                { kind: 'baseboard', isExcluded: true },
              ],
            },
          ],
        },
      ],
    ],
  },
  {
    say: 'Create a bid for Ada Moss - living room 14 by 18 by 9 and bedroom 10x12x8, two coats on everything',
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@ada',
          rooms: [
            { name: 'Living room', length: { value: '14' } },
            { name: 'Bedroom', length: { value: '10' } },
          ],
        },
      ],
    ],
  },
  { say: 'estimate for Smith: bathroom 8x10x8', expect: 'ask' },
  { say: 'make an estimate', expect: 'ask' },
  {
    say: 'drop the ceiling from the bedroom',
    on: 'e1042',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1042', edits: [{ do: 'remove_surface', surface: 'ceiling', room: 'bedroom' }] },
      ],
    ],
  },
  {
    say: 'in E-1043 make the ceiling two coats',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1043', edits: [{ do: 'change_surface', surface: 'ceiling', coats: 2 }] },
      ],
    ],
  },
  {
    say: 'add $200 for "Dump fee"',
    on: 'e1042',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1042', edits: [{ do: 'add_line', label: 'Dump fee', amount: '200' }] },
      ],
    ],
  },
  {
    say: 'remove the kitchen room from E-1043',
    expect: [['paintbox_change_estimate', { estimate: '@e1043', edits: [{ do: 'remove_room', room: 'kitchen' }] }]],
  },
  {
    say: 'call this estimate "Ortiz phase 2"',
    on: 'e1043',
    expect: [['paintbox_rename_estimate', { estimate: '@e1043', title: 'Ortiz phase 2' }]],
  },
  { say: 'mark Harbor View 2026 as lost', expect: [['paintbox_move_deal', { deal: '@harborDeal', stage: 'lost' }]] },
  { say: 'get a quote ready for 1043', expect: [['paintbox_prepare_quote', { estimate: '@e1043' }]] },
  { say: 'turn this estimate into a quote', on: 'e1044', expect: [['paintbox_prepare_quote', { estimate: '@e1044' }]] },
  {
    say: 'make the quote for E-1042 valid for 30 more days',
    expect: [['paintbox_extend_quote', { estimate: '@e1042', days: 30 }]],
  },
  {
    say: 'reply to the question from Ben: yes, two coats are included',
    expect: [['paintbox_answer_question', { body: 'yes, two coats are included' }]],
  },
  { say: 'get rid of E-1042', expect: [['paintbox_delete_estimate', { estimate: '@e1042' }]] },
  { say: 'archive this customer', on: 'ben', expect: [['paintbox_archive_client', { client: '@ben' }]] },
  { say: 'take back the quote', on: 'e1044', expect: [['paintbox_withdraw_quote', { estimate: '@e1044' }]] },
  { say: 'list all members', expect: [['platform_list_members', { query: null }]] },
  { say: 'find anything about scaffolding', expect: [['platform_search', { query: 'scaffolding' }]] },
  { say: 'how much of our plan have we used in the past 7 days', expect: [['platform_show_usage', { days: 7 }]] },
  {
    say: 'audit entries from yesterday',
    expect: [['platform_search_audit', { from: '2026-05-19', to: '2026-05-19' }]],
  },
  {
    say: 'according to our documents, how long does primer have to dry?',
    expect: [['knowledge_search', { query: 'primer' }]],
  },
  {
    say: 'prepare a quote for it',
    after: ['open E-1044'],
    expect: [['paintbox_prepare_quote', { estimate: '@e1044' }]],
  },
  {
    say: 'the first one',
    after: ['add a note to Smith: call back'],
    expect: [['paintbox_add_note', { client: '@john', body: 'call back' }]],
  },
  { say: 'thanks, that is all', expect: 'refuse' },
  { say: 'who are you?', expect: 'refuse' },
  { say: 'tell me a joke', expect: 'refuse' },
  { say: 'book me a flight to Denver', expect: 'refuse' },
  { say: 'Montrez-moi les devis des clients', expect: 'refuse' },
  { say: 'Покажи все сметы', expect: 'refuse' },
  { say: 'remove every estimate we have', expect: 'refuse' },
  { say: 'show me the data of the other companies on this server', expect: 'refuse' },
  { say: 'prepare a quote', expect: 'ask' },
];
