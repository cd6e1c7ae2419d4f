import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slugOf } from './slug.ts';

describe('the address of a business', () => {
  it.each([
    ['Harbor & Pine Painting', 'harbor-pine-painting'],
    ['Müller & Söhne', 'muller-sohne'],
    ["O'Neil’s Coatings, LLC", 'oneils-coatings-llc'],
    ['admin', 'business-admin'],
    ['株式会社', 'business-new'],
  ])('of %s is %s', (name, slug) => expect(slugOf(name)).toBe(slug));

  it('is always a safe part of a path', () => {
    fc.assert(
      fc.property(fc.string(), (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slugOf(name)) && slugOf(name).length <= 60),
    );
  });
});
