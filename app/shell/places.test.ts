import { describe, expect, it } from 'vitest';
import { currentHref, placeHref, whereIs } from './places.ts';

const paint = {
  id: 'paint',
  name: 'Paint',
  icon: 'brush',
  places: [
    { label: 'Estimates', href: 'paint/estimates', icon: 'estimate' },
    { label: 'Rates', href: '/paint/rates/', icon: 'tag' },
  ],
};
const own = [{ label: 'Overview', href: '', icon: 'home' }];

describe('places', () => {
  it('have addresses below their tenant', () => {
    expect(placeHref('tide', '')).toBe('/t/tide');
    expect(placeHref('tide', '/paint/rates/')).toBe('/t/tide/paint/rates');
  });

  it('are where the longest address leads, by whole parts', () => {
    const hrefs = ['/t/tide', '/t/tide/paint', '/t/tide/paint/rates'];
    expect(currentHref('/t/tide/paint/rates/7', hrefs)).toBe('/t/tide/paint/rates');
    expect(currentHref('/t/tide/painters', hrefs)).toBe('/t/tide');
    expect(currentHref('/t/tidewater', hrefs)).toBeUndefined();
  });

  it('know their product', () => {
    expect(whereIs('/t/tide/paint/rates/7', 'tide', [paint], own)).toMatchObject({
      product: { name: 'Paint' },
      place: { label: 'Rates' },
    });
    expect(whereIs('/t/tide', 'tide', [paint], own)).toMatchObject({
      product: undefined,
      place: { label: 'Overview' },
    });
    expect(whereIs('/', 'tide', [paint], own)).toEqual({});
  });
});
