import { expect, it } from 'vitest';
import { newId } from '#app/values/id.ts';
import { addRoom, changeArea, emptyEstimate, newSurface } from './edit.ts';
import { hourOf } from './hour.ts';
import { priceEstimate } from './price.ts';
import { defaultRateBook } from './rate-book-default.ts';

const book = defaultRateBook('imperial', 'USD');

it.each([
  // 26.00 x 1.28 = 33.28; 15 % of it is 4.99; 38.27 / 0.7 = 54.67
  [{}, { cost: 3827, price: 5467 }],
  // 33.28 + 7.50 = 40.78; x 1.4286 = 58.26
  [
    {
      overhead: { kind: 'per-hour' as const, amount: 750 },
      strategy: { kind: 'markup' as const, percent: '42.86' },
    },
    { cost: 4078, price: 5826 },
  ],
  [{ wage: 0 }, { cost: 0, price: 0 }],
  // Yen have no smaller coin: 2600 x 1.28 = 3328; 499; 3827 / 0.7 = 5467
  [{ currency: 'JPY' }, { cost: 3827, price: 5467 }],
])('is wage, burden and overhead, and what they are sold for: %j', (change, expected) => {
  expect(hourOf({ ...book, ...change })).toEqual(expected);
});

it('is what an estimate of one hour without materials comes to', () => {
  const closets = book.surfaceKinds.filter(({ id }) => id === 'closet');
  const surfaceKinds = closets.map((kind) => ({ ...kind, rates: { ...kind.rates, '1': '1' } }));
  const products = book.products.map((product) => ({ ...product, cans: [{ size: '1', price: 0 }] }));
  const plain = { ...book, surfaceKinds, products, prepRules: [], minimumCharge: 0 };
  const shape = { kind: 'custom', wallArea: '0', floorArea: '0', perimeter: '0' } as const;
  const doc = addRoom(emptyEstimate(plain), { area: { name: 'Hall', shape }, book: plain, newId });
  const closet = newSurface(plain, 'closet', newId());
  const surfaces = [{ ...closet, quantity: { kind: 'stated', typed: '1', value: '1' } as const, coats: 1 }];
  const priced = priceEstimate(changeArea(doc, { areaId: doc.areas[0]?.id ?? '', change: { surfaces } }), plain);
  const [line] = priced.lines;
  expect({ cost: line?.cost.total, price: line?.amount }).toEqual(hourOf(plain));
});
