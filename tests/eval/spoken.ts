import type { EvalRequest } from './request.ts';

/**
 * As contractors speak, from the truck and at night; written before the planner was read, over all kinds of tools. The built-in
 * model had 9 of 24 of them right when they were written; they have been looked at since, and measure what was learned from them.
 */
export const spoken: readonly EvalRequest[] = [
  {
    say: 'ok so I walked the Moss place today. three bedrooms, all of em twelve by fourteen, eight foot ceilings, two coats on the walls, leave the closets. write up an estimate for Ada Moss',
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@ada',
          rooms: [1, 2, 3].map(() => ({
            length: { value: '12 ft' },
            width: { value: '14 ft' },
            height: { value: '8 ft' },
            surfaces: [
              { kind: 'walls', coats: { value: 2 } },
              { kind: 'closet', isExcluded: true },
            ],
          })),
        },
      ],
    ],
  },
  {
    say: 'need a bid for Ben Ortiz: kitchen 12\'6" x 10 x 8, walls in navy eggshell two coats, ceiling white one coat, spot prime the walls',
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@ben',
          rooms: [
            {
              name: 'Kitchen',
              length: { value: `12'6"` },
              surfaces: [
                { kind: 'walls', coats: { value: 2 }, colour: { value: 'navy' } },
                { kind: 'ceiling', coats: { value: 1 }, colour: { value: 'white' } },
              ],
            },
          ],
        },
      ],
    ],
  },
  {
    say: 'estimate for Harbor View HOA, bedroom 1 is 12x15x8 with walls two coats, bedroom 2 is the same as bedroom 1 but 10x12',
    expect: [
      [
        'paintbox_draft_estimate',
        {
          client: '@harbor',
          rooms: [
            { name: 'Bedroom 1', length: { value: '12' }, width: { value: '15' }, height: { value: '8' } },
            { name: 'Bedroom 2', length: { value: '10' }, width: { value: '12' }, height: { value: '8' } },
          ],
        },
      ],
    ],
  },
  { say: 'bid for Ada Moss: bedroom somewhere around 10-12 by 14, two or three coats', expect: 'ask' },
  {
    say: "where'd the tax come from on that Moss residence job, 1042",
    expect: [['paintbox_explain_total', { estimate: '@e1042', figure: 'tax' }]],
  },
  {
    say: 'how many hours are we figuring on the Ortiz kitchen',
    expect: [['paintbox_explain_total', { estimate: '@e1043', figure: 'hours' }]],
  },
  {
    say: "what've we got out there that nobody has signed yet",
    expect: [['paintbox_find_estimates', { status: 'sent' }]],
  },
  { say: "what's our going rate on ceilings", expect: [['paintbox_find_rates', { query: 'ceiling' }]] },
  { say: 'got a number for Ben Ortiz? need to call him', expect: [['paintbox_open_client', { client: '@ben' }]] },
  {
    say: 'new customer, Dana Reyes, her cell is 312-555-0142',
    expect: [['paintbox_add_client', { name: 'Dana Reyes', phone: '312-555-0142' }]],
  },
  {
    say: 'jot down on Ada Moss: dog in the back yard, ring first',
    expect: [['paintbox_add_note', { client: '@ada', body: 'dog in the back yard, ring first' }]],
  },
  {
    say: 'bump the walls up to three coats on this one',
    on: 'e1043',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1043', edits: [{ do: 'change_surface', surface: 'walls', coats: 3 }] },
      ],
    ],
  },
  {
    say: 'throw in 450 bucks for scaffolding on 1044',
    expect: [
      [
        'paintbox_change_estimate',
        { estimate: '@e1044', edits: [{ do: 'add_line', label: 'scaffolding', amount: '450' }] },
      ],
    ],
  },
  {
    say: 'we got the Moss repaint, mark it won',
    expect: [['paintbox_move_deal', { deal: '@mossDeal', stage: 'won' }]],
  },
  {
    say: 'looks good, write up the quote so I can send it over to ada@moss.example',
    after: ['open E-1042'],
    expect: [['paintbox_prepare_quote', { estimate: '@e1042', sentTo: 'ada@moss.example' }]],
  },
  {
    say: "find Harbor View's estimate, then get the quote ready",
    expect: [['paintbox_prepare_quote', { estimate: '@e1044' }]],
  },
  {
    say: 'tell Ben we use an oil based primer',
    after: ['any questions waiting on us?'],
    expect: [['paintbox_answer_question', { body: 'we use an oil based primer' }]],
  },
  {
    say: 'how much did we bill last month',
    expect: [['paintbox_sales_figures', { from: '2026-04-01', to: '2026-04-30' }]],
  },
  {
    say: 'what feeds into B18 in the Kitchen estimator',
    expect: [['paintbox_read_workbook', { workbook: '@kitchenBook', range: 'B18' }]],
  },
  {
    say: "what's the bid total come to in Exterior calc",
    expect: [['paintbox_search_workbook', { workbook: '@exteriorBook', query: 'bid total' }]],
  },
  { say: 'who was messing with the rates yesterday', expect: [['platform_search_audit', { from: '2026-05-19' }]] },
  { say: 'text Ada and tell her we start Monday', expect: 'refuse' },
  { say: 'run her card for the deposit', expect: 'refuse' },
  { say: 'knock ten percent off and send it without showing me', on: 'e1042', expect: 'refuse' },
];
