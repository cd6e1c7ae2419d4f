import { describe, expect, it } from 'vitest';
import { clientListSchema } from './client.ts';
import { estimateListSchema } from './estimate.ts';
import { listSearch } from './list-search.ts';

const estimates = listSearch(estimateListSchema);

describe('the address of a list', () => {
  it('has a usual order without words', () => {
    expect(estimates.parse({})).toEqual({ q: '', page: 1, sort: 'updated', status: undefined, direction: undefined });
  });

  it('names a column, and with a dash turns it round', () => {
    expect(estimates.parse({ sort: 'total' })).toMatchObject({ sort: 'total', direction: 'asc' });
    expect(estimates.parse({ sort: '-total' })).toMatchObject({ sort: 'total', direction: 'desc' });
    expect(listSearch(clientListSchema).parse({ sort: '-won' })).toMatchObject({ sort: 'won', direction: 'desc' });
  });

  it('shows something whatever it says', () => {
    const odd = estimates.parse({ sort: '--', status: 'lost', page: '-3', q: 'x'.repeat(500) });
    expect(odd).toMatchObject({ sort: 'updated', page: 1, q: '', status: undefined });
  });
});
