import { describe, expect, test } from 'vitest';
import { decimal, toText } from '#app/values/decimal.ts';
import { newId } from '#app/values/id.ts';
import type { Opening, Shape } from './estimate.ts';
import { defaultRateBook } from './rate-book-default.ts';
import { marginFromMarkup, markupFromMargin, priceFromCost, spreadingRate } from './strategy.ts';
import { geometryOf, paintingHours, paintVolume, preparationHours } from './takeoff.ts';

const feet = (value: number) => ({ typed: `${value}'`, nm: value * 304_800_000 });
const room: Shape = { kind: 'rectangle', length: feet(12), width: feet(15), height: feet(8) };
const rule = defaultRateBook().openings;

function opening(
  kind: Opening['kind'],
  count: number,
  width: number | null = null,
  height: number | null = null,
): Opening {
  return {
    id: newId(),
    kind,
    count,
    width: width === null ? null : feet(width),
    height: height === null ? null : feet(height),
  };
}

function takeoff(shape: Shape, openings: Opening[], deduct: 'all' | 'over' | 'none') {
  const { walls, ceiling, baseboard, isOverOpened } = geometryOf({ shape, openings }, 'imperial', { ...rule, deduct });
  return { walls: toText(walls), ceiling: ceiling && toText(ceiling), base: toText(baseboard), isOverOpened };
}

describe('a 12 x 15 x 8 ft room', () => {
  test('has 432 sq ft of walls, 180 of ceiling and 54 ft of base', () => {
    expect(takeoff(room, [], 'all')).toEqual({ walls: '432', ceiling: '180', base: '54', isOverOpened: false });
  });

  test('less its openings, by the rule', () => {
    const openings = [opening('door', 1, 3, 7), opening('window', 1, 5, 7)];
    expect(takeoff(room, openings, 'all')).toMatchObject({ walls: '376', base: '51' });
    expect(takeoff(room, openings, 'over')).toMatchObject({ walls: '397', base: '51' });
    expect(takeoff(room, openings, 'none')).toMatchObject({ walls: '432', base: '54' });
  });

  test('an opening of exactly the limit is not deducted', () => {
    expect(takeoff(room, [opening('window', 1, 5, 6)], 'over')).toMatchObject({ walls: '432' });
  });

  test('standard sizes stand in for what nobody measured', () => {
    expect(takeoff(room, [opening('door', 1), opening('window', 2)], 'all')).toMatchObject({
      walls: '388',
      base: '51',
    });
  });

  test('openings cannot make a wall negative', () => {
    expect(takeoff(room, [opening('window', 40, 5, 7)], 'all')).toMatchObject({ walls: '0', isOverOpened: true });
  });
});

test('other shapes', () => {
  expect(takeoff({ kind: 'wall', length: feet(40), height: feet(9) }, [], 'all')).toMatchObject({
    walls: '360',
    ceiling: null,
  });
  expect(takeoff({ kind: 'gable', width: feet(25), height: feet(9) }, [], 'all')).toMatchObject({ walls: '112.5' });
  expect(takeoff({ kind: 'custom', wallArea: '310.5', floorArea: '0', perimeter: '44' }, [], 'all')).toMatchObject({
    walls: '310.5',
    ceiling: '0',
    base: '44',
  });
});

test('gallons and hours', () => {
  const volume = (quantity: number, coverage: number, coats = 1) =>
    toText(paintVolume(decimal(quantity), coats, decimal(coverage), 'area'));
  expect([volume(432, 400), volume(180, 400), volume(54, 650)]).toEqual(['1.08', '0.45', '0.083']);
  expect(volume(432, 400, 2)).toBe('2.16');
  expect(toText(paintVolume(decimal(3), 2, decimal('0.12'), 'each'))).toBe('0.72');
  expect(toText(paintingHours(decimal(400), decimal(100), 'area'))).toBe('4');
  expect(toText(paintingHours(decimal(3), decimal('0.85'), 'each'))).toBe('2.55');
  expect(toText(preparationHours({ kind: 'percent', value: decimal(25) }, decimal(400), decimal(4)))).toBe('1');
  expect(toText(preparationHours({ kind: 'hours-per-unit', value: decimal('0.008') }, decimal(400), decimal(4)))).toBe(
    '3.2',
  );
});

test('spreading rate', () => {
  expect(spreadingRate('imperial', '65', '5')).toBe('208.52');
  expect(spreadingRate('metric', '50', '50')).toBe('10');
});

test('markup is not margin', () => {
  expect(markupFromMargin('30', 2)).toBe('42.86');
  expect(marginFromMarkup('42.857143', 2)).toBe('30');
  expect(toText(priceFromCost(decimal(100), { kind: 'markup', percent: '30' }, 2))).toBe('130');
  expect(toText(priceFromCost(decimal(100), { kind: 'margin', percent: '30' }, 2))).toBe('142.86');
});
