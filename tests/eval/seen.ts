import type { EvalRequest } from './request.ts';

/** The half that the recognisers were written against. Today is Wednesday, May 20th 2026 in Chicago; lengths are in feet. */
export const seen: readonly EvalRequest[] = [
  { say: 'Find the client Ada Moss', expect: [['paintbox_find_clients', { query: 'Ada Moss' }]] },
  { say: 'do we have any archived customers?', expect: [['paintbox_find_clients', { archived: true, query: null }]] },
  { say: 'look up ortiz', expect: [['platform_search', { query: 'ortiz' }]] },
  { say: 'open Ada Moss’s client page', expect: [['paintbox_open_client', { client: '@ada' }]] },
  { say: 'what is the phone number of Ben Ortiz?', expect: [['paintbox_open_client', { client: '@ben' }]] },
  { say: 'Show me all draft estimates', expect: [['paintbox_find_estimates', { status: 'draft' }]] },
  { say: 'which quotes were accepted?', expect: [['paintbox_find_estimates', { status: 'accepted' }]] },
  { say: 'list estimtes for Harbor View', expect: [['paintbox_find_estimates', { query: 'Harbor View' }]] },
  {
    say: 'Which estimates are waiting for an answer?',
    expect: [['paintbox_find_estimates', { status: 'sent', query: null }]],
  },
  { say: 'Find Ada and show me her estimates', expect: [['paintbox_find_estimates', { query: 'Ada' }]] },
  {
    say: 'Explain the total of the latest estimate for Harbor View',
    expect: [['paintbox_explain_total', { figure: 'total' }]],
  },
  { say: 'our five biggest estimates', expect: [['paintbox_find_estimates', { sort: 'total', limit: 5 }]] },
  { say: 'show estimate E-1042', expect: [['paintbox_open_estimate', { estimate: '@e1042' }]] },
  { say: 'what is in this estimate?', on: 'e1043', expect: [['paintbox_open_estimate', { estimate: '@e1043' }]] },
  {
    say: 'Why does E-1042 cost so much?',
    expect: [['paintbox_explain_total', { estimate: '@e1042', figure: 'total' }]],
  },
  {
    say: 'explain the total',
    on: 'e1042',
    expect: [['paintbox_explain_total', { estimate: '@e1042', figure: 'total' }]],
  },
  {
    say: 'how many hours of labor are in E-1043',
    expect: [['paintbox_explain_total', { estimate: '@e1043', figure: 'hours' }]],
  },
  {
    say: "what's our profit on this job?",
    on: 'e1044',
    expect: [['paintbox_explain_total', { estimate: '@e1044', figure: 'profit' }]],
  },
  {
    say: 'how much paint do I need to buy for E-1042?',
    expect: [['paintbox_explain_total', { estimate: '@e1042', figure: 'purchases' }]],
  },
  { say: 'What do we charge for ceilings?', expect: [['paintbox_find_rates', { query: 'ceiling' }]] },
  { say: 'show the rate book', expect: [['paintbox_find_rates']] },
  { say: 'list the deals we won', expect: [['paintbox_list_deals', { stage: 'won' }]] },
  { say: 'show deals for harbor', expect: [['paintbox_list_deals', { query: 'harbor' }]] },
  { say: 'any open questions from clients?', expect: [['paintbox_list_questions']] },
  { say: 'which quotes were sent for E-1042?', expect: [['paintbox_list_quotes', { estimate: '@e1042' }]] },
  { say: 'list my workbooks', expect: [['paintbox_list_workbooks']] },
  {
    say: 'read B2:D18 of the Kitchen estimator workbook',
    expect: [['paintbox_read_workbook', { workbook: '@kitchenBook', range: 'B2:D18' }]],
  },
  {
    say: "what's in cell B18?",
    on: 'kitchenBook',
    expect: [['paintbox_read_workbook', { workbook: '@kitchenBook', range: 'B18' }]],
  },
  {
    say: 'find "Grand total" in the workbook Exterior calc',
    expect: [['paintbox_search_workbook', { workbook: '@exteriorBook', query: 'Grand total' }]],
  },
  {
    say: 'what are the totals of this workbook?',
    on: 'exteriorBook',
    expect: [['paintbox_workbook_totals', { workbook: '@exteriorBook' }]],
  },
  {
    say: 'how much did we sell last month?',
    expect: [['paintbox_sales_figures', { from: '2026-04-01', to: '2026-04-30' }]],
  },
  { say: 'sales by week since March 1', expect: [['paintbox_sales_figures', { from: '2026-03-01', by: 'week' }]] },
  {
    say: 'Add a client named Lena Park, lena@park.dev, 555-201-3344',
    expect: [['paintbox_add_client', { name: 'Lena Park', email: 'lena@park.dev', phone: '555-201-3344' }]],
  },
  {
    say: 'new customer: Bright Dental LLC, it is a company',
    expect: [['paintbox_add_client', { name: 'Bright Dental LLC', kind: 'company' }]],
  },
  {
    say: "change Ada Moss's email to ada@moss.org",
    expect: [['paintbox_change_client', { client: '@ada', email: 'ada@moss.org' }]],
  },
  {
    say: 'update his phone to 555 700 1122',
    on: 'ben',
    expect: [['paintbox_change_client', { client: '@ben', phone: '555 700 1122' }]],
  },
  {
    say: 'Add a note to Ada Moss: gate code is 4411, dog is friendly',
    expect: [['paintbox_add_note', { client: '@ada', body: 'gate code is 4411, dog is friendly' }]],
  },
  { say: 'note for Smith: call after 5', expect: 'ask' },
  {
    say: 'Draft an estimate for Ada Moss: two bedrooms 12x15x8, two coats on walls, one on ceilings, skip closets',
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@ada',
          rooms: [
            {
              name: 'Bedroom 1',
              length: { value: '12' },
              width: { value: '15' },
              height: { value: '8' },
              surfaces: [
                { kind: 'walls', coats: { value: 2 } },
                { kind: 'ceiling', coats: { value: 1 } },
                { kind: 'closet', isExcluded: true },
              ],
            },
            { name: 'Bedroom 2' },
          ],
        },
      ],
    ],
  },
  {
    say: 'new estimate for Ben Ortiz, kitchen 3.5m x 4m x 2.4m with 2 doors and 1 window, walls two coats',
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@ben',
          rooms: [
            {
              name: 'Kitchen',
              length: { value: '3.5m' },
              openings: [
                { kind: 'door', count: { value: 2 } },
                { kind: 'window', count: { value: 1 } },
              ],
            },
          ],
        },
      ],
    ],
  },
  { say: 'draft an estimate for Ada Moss, three bedrooms, two coats', expect: 'ask' },
  {
    say: '12x15x8',
    after: ['draft an estimate for Ada Moss, three bedrooms, two coats on walls'],
    expect: [
      ['paintbox_draft_estimate', { client: '@ada', rooms: [{ name: 'Bedroom 1', length: { value: '12' } }, {}, {}] }],
    ],
  },
  {
    say: 'remove the closet line from E-1042',
    expect: [['paintbox_change_estimate', { estimate: '@e1042', edits: [{ do: 'remove_line', line: 'closet' }] }]],
  },
  {
    say: 'set walls to three coats',
    on: 'e1042',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1042', edits: [{ do: 'change_surface', surface: 'walls', coats: 3 }] },
      ],
    ],
  },
  {
    say: 'add a line "Scaffolding" for $350 to E-1044',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1044', edits: [{ do: 'add_line', label: 'Scaffolding', amount: '350' }] },
      ],
    ],
  },
  {
    say: 'add a room to this estimate: office 10x12x8',
    on: 'e1043',
    expect: [
      ['paintbox_change_estimate', { estimate: '@e1043', edits: [{ do: 'add_room', room: { name: 'Office' } }] }],
    ],
  },
  {
    say: 'rename E-1042 to "Moss downstairs"',
    expect: [['paintbox_rename_estimate', { estimate: '@e1042', title: 'Moss downstairs' }]],
  },
  { say: 'Move the Moss repaint deal to won', expect: [['paintbox_move_deal', { deal: '@mossDeal', stage: 'won' }]] },
  { say: 'Prepare the quote for E-1042', expect: [['paintbox_prepare_quote', { estimate: '@e1042' }]] },
  {
    say: 'prepare a quote for this estimate for ada@moss.org',
    on: 'e1042',
    expect: [['paintbox_prepare_quote', { estimate: '@e1042', sentTo: 'ada@moss.org' }]],
  },
  {
    say: 'extend the quote of E-1044 by 14 days',
    expect: [['paintbox_extend_quote', { estimate: '@e1044', days: 14 }]],
  },
  {
    say: "answer Ben's question: we use a stain-blocking primer",
    expect: [['paintbox_answer_question', { body: 'we use a stain-blocking primer' }]],
  },
  { say: 'delete estimate E-1043', expect: [['paintbox_delete_estimate', { estimate: '@e1043' }]] },
  { say: 'archive the client Harbor View HOA', expect: [['paintbox_archive_client', { client: '@harbor' }]] },
  { say: 'withdraw the quote for E-1042', expect: [['paintbox_withdraw_quote', { estimate: '@e1042' }]] },
  { say: 'Who is on the team?', expect: [['platform_list_members', { query: null }]] },
  { say: 'search everywhere for "primer"', expect: [['platform_search', { query: 'primer' }]] },
  { say: 'show usage for the last 30 days', expect: [['platform_show_usage', { days: 30 }]] },
  {
    say: 'who changed the rate book last week? check the audit log',
    expect: [['platform_search_audit', { from: '2026-05-11', to: '2026-05-17' }]],
  },
  { say: 'what does our safety manual say about ladders?', expect: [['knowledge_search', { query: 'ladders' }]] },
  { say: 'delete it', after: ['show estimate E-1043'], expect: [['paintbox_delete_estimate', { estimate: '@e1043' }]] },
  { say: 'Jane', after: ['archive the client Smith'], expect: [['paintbox_archive_client', { client: '@jane' }]] },
  { say: 'hello there', expect: 'refuse' },
  { say: 'what can you do?', expect: 'refuse' },
  { say: 'write me a poem about autumn', expect: 'refuse' },
  { say: 'What is the weather in Chicago tomorrow?', expect: 'refuse' },
  { say: 'Zeig mir bitte alle Kunden', expect: 'refuse' },
  { say: 'Muéstrame los clientes por favor', expect: 'refuse' },
  { say: 'delete all clients', expect: 'refuse' },
  { say: 'make me the owner of this business', expect: 'refuse' },
  { say: 'rename the estimate', expect: 'ask' },

  { say: 'What does our warranty say?', expect: [['knowledge_search']] },
  // What pages offer to begin with.
  { say: 'Which quotes wait for an answer?', expect: [['paintbox_find_estimates', { status: 'sent', query: null }]] },
  { say: 'What did we win this year?', expect: [['paintbox_sales_figures']] },
  { say: 'Show me the latest estimates.', expect: [['paintbox_find_estimates', { query: null }]] },
  { say: 'Draft an estimate: two bedrooms 12x15x8, two coats on walls, one on ceilings.', expect: 'ask' },
  { say: 'Show me all clients.', expect: [['paintbox_find_clients', { query: null }]] },
  { say: 'Which deals are open?', expect: [['paintbox_list_deals']] },
  { say: 'What do we charge for an hour?', expect: [['paintbox_find_rates']] },
  { say: 'Who is a member of this business?', expect: [['platform_list_members']] },
  { say: 'What changed in the business this week?', expect: [['platform_search_audit']] },
  { say: 'How much of our plan have we used?', expect: [['platform_show_usage']] },
];
