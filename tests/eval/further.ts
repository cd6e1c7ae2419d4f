import type { EvalRequest } from './request.ts';

/**
 * Requests over tools that the others ask for seldom, and questions that name no tool; written before the planner was changed
 * for them. The built-in model had 7 of 32 of them right then; since then they measure what was learned from them.
 */
export const further: readonly EvalRequest[] = [
  { say: 'how long does primer need to dry before the first coat', expect: [['knowledge_search']] },
  { say: 'what is the right way to dispose of oily rags', expect: [['knowledge_search']] },
  { say: 'do we have to wear a respirator when spraying lacquer?', expect: [['knowledge_search']] },
  { say: 'are we insured if a ladder goes through a window', expect: [['knowledge_search']] },
  { say: 'how much of a deposit do we ask for up front', expect: [['knowledge_search']] },
  { say: 'when do I need to use lead safe practices', expect: [['knowledge_search']] },
  { say: 'can you paint over wallpaper', expect: [['knowledge_search']] },
  {
    say: 'what does Interior Repaint say for the bid total',
    expect: [['paintbox_search_workbook', { workbook: '@interiorBook', query: 'bid total' }]],
  },
  {
    say: "what's the labor subtotal in Interior Repaint",
    expect: [['paintbox_search_workbook', { workbook: '@interiorBook', query: 'labor subtotal' }]],
  },
  {
    say: 'read me C4 to F9 out of Interior Repaint',
    expect: [['paintbox_read_workbook', { workbook: '@interiorBook', range: 'C4:F9' }]],
  },
  {
    say: 'and the gallons in Kitchen estimator, what do they come to',
    expect: [['paintbox_search_workbook', { workbook: '@kitchenBook', query: 'gallons' }]],
  },
  {
    say: 'add up Exterior calc for me, what are its totals',
    expect: [['paintbox_workbook_totals', { workbook: '@exteriorBook' }]],
  },
  { say: 'which spreadsheets did we bring in', expect: [['paintbox_list_workbooks', { query: null }]] },
  { say: 'who else from the crew has an account here', expect: [['platform_list_members']] },
  { say: 'is Maria Lopez part of the team', expect: [['platform_list_members', { query: 'Maria Lopez' }]] },
  { say: 'how close are we to the limits of our plan', expect: [['platform_show_usage']] },
  { say: 'has anybody touched estimate 1043 this week', expect: [['platform_search_audit']] },
  {
    say: 'what did Sam change last Friday',
    expect: [['platform_search_audit', { query: 'Sam', from: '2026-05-15', to: '2026-05-15' }]],
  },
  { say: 'look for the word mildew anywhere', expect: [['platform_search', { query: 'mildew' }]] },
  { say: 'did anyone write back with a question about their quote', expect: [['paintbox_list_questions']] },
  {
    say: 'which versions of the quote did we send for 1044',
    expect: [['paintbox_list_quotes', { estimate: '@e1044' }]],
  },
  {
    say: 'give them two more weeks on the quote for E-1042',
    expect: [['paintbox_extend_quote', { estimate: '@e1042' }]],
  },
  {
    say: 'pull the quote for 1043 back, the price is wrong',
    expect: [['paintbox_withdraw_quote', { estimate: '@e1043' }]],
  },
  {
    say: 'call estimate 1043 "Ortiz kitchen and hall" from now on',
    expect: [['paintbox_rename_estimate', { estimate: '@e1043', title: 'Ortiz kitchen and hall' }]],
  },
  { say: 'get rid of estimate 1044', expect: [['paintbox_delete_estimate', { estimate: '@e1044' }]] },
  {
    say: 'Jane Smith moved away, put her in the archive',
    expect: [['paintbox_archive_client', { client: '@jane' }]],
  },
  {
    say: 'Ben Ortiz has a new email, ben@ortiz.example',
    expect: [['paintbox_change_client', { client: '@ben', email: 'ben@ortiz.example' }]],
  },
  {
    say: 'the Harbor View 2026 deal is dead, they went with someone else',
    expect: [['paintbox_move_deal', { deal: '@harborDeal', stage: 'lost' }]],
  },
  { say: 'what deals are sitting in quoted', expect: [['paintbox_list_deals', { stage: 'quoted' }]] },
  { say: 'email the primer data sheet to Ada', expect: 'refuse' },
  { say: 'how warm is it going to be on Monday', expect: 'refuse' },
  { say: 'what is the capital of Ohio', expect: 'refuse' },
];

/** Written when the planner had learned from those above, to see what it learned: looked at once, when it had 8 of 12. */
export const unlearned: readonly EvalRequest[] = [
  { say: 'how many days should stain cure before we varnish it', expect: [['knowledge_search']] },
  { say: 'who pays for the permit, us or the owner', expect: [['knowledge_search']] },
  { say: 'is it ok to spray exterior latex under 40 degrees', expect: [['knowledge_search']] },
  { say: 'what temperature does epoxy need', expect: [['knowledge_search']] },
  {
    say: 'what does Interior Repaint show for paint gallons?',
    expect: [['paintbox_search_workbook', { workbook: '@interiorBook', query: 'paint gallons' }]],
  },
  {
    say: 'show me A1:D9 from Interior Repaint',
    expect: [['paintbox_read_workbook', { workbook: '@interiorBook', range: 'A1:D9' }]],
  },
  { say: 'did somebody delete a client yesterday', expect: [['platform_search_audit', { from: '2026-05-19' }]] },
  {
    say: 'take the quote for E-1044 back please',
    expect: [['paintbox_withdraw_quote', { estimate: '@e1044' }]],
  },
  {
    say: 'the Ortiz folks need another ten days to decide on 1043',
    expect: [['paintbox_extend_quote', { estimate: '@e1043', days: 10 }]],
  },
  { say: 'any question from a customer I should look at?', expect: [['paintbox_list_questions']] },
  {
    say: 'Moss repaint fell through',
    expect: [['paintbox_move_deal', { deal: '@mossDeal', stage: 'lost' }]],
  },
  { say: 'how do I get to the airport', expect: 'refuse' },
];
