import { describe, expect, it } from 'vitest';
import { columnsCookie, columnsOf, pageHref, savedColumns, sortHref, sortOf } from './table-url.ts';

describe('sort in the address', () => {
  it.each([
    ['?sort=name', { column: 'name', direction: 'ascending' }],
    ['?q=a&sort=-total', { column: 'total', direction: 'descending' }],
    ['?sort=', undefined],
    ['?sort=-', undefined],
    ['', undefined],
  ])('reads %s', (search, expected) => {
    expect(sortOf(search)).toEqual(expected);
  });

  it('sorts a new column upwards, keeps the filters and leaves the page', () => {
    expect(sortHref('?q=quay&page=4&sort=name', 'total')).toBe('?q=quay&sort=total');
  });

  it('turns the order of the column that is sorted, and back', () => {
    expect(sortHref('?sort=name', 'name')).toBe('?sort=-name');
    expect(sortHref('?sort=-name', 'name')).toBe('?sort=name');
  });

  it('turns the order that the server chose by itself', () => {
    expect(sortHref('', 'made', { column: 'made', direction: 'ascending' })).toBe('?sort=-made');
    expect(sortHref('', 'made', { column: 'made', direction: 'descending' })).toBe('?sort=made');
  });
});

describe('page in the address', () => {
  it('names every page but the first', () => {
    expect(pageHref('?sort=name', 2)).toBe('?sort=name&page=2');
    expect(pageHref('?sort=name&page=2', 1)).toBe('?sort=name');
    expect(pageHref('?page=2', 1)).toBe('?');
  });
});

describe('columns', () => {
  it('come from the address', () => {
    expect(columnsOf('?cols=client&cols=total')).toEqual(['client', 'total']);
    expect(columnsOf('?cols=')).toBeUndefined();
  });

  it('come back from the cookie they were put in', () => {
    const cookie = columnsCookie('estimates', ['client', 'total']).split(';')[0] ?? '';
    expect(savedColumns(`a=b; ${cookie}; c=d`, 'estimates')).toEqual(['client', 'total']);
    expect(savedColumns(cookie, 'clients')).toBeUndefined();
    expect(savedColumns(null, 'estimates')).toBeUndefined();
  });
});
