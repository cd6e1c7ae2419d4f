import { expect, it } from 'vitest';
import { chosenIn, searchOf } from './selection.ts';

it('reads its own address', () => {
  expect(chosenIn(new URLSearchParams(searchOf(['a', 'b'])))).toEqual(['a', 'b']);
  expect(chosenIn(new URLSearchParams(searchOf([])))).toEqual([]);
});

it('reads a form with single options and alternates', () => {
  const form = new FormData();
  form.append('chosen', '1');
  form.append('option', 'a');
  form.append('option-group', 'b');
  form.append('optional', 'no option');
  expect(chosenIn(form)).toEqual(['a', 'b']);
});

it('tells nothing chosen from nobody having chosen', () => {
  expect(chosenIn(new URLSearchParams('?option=a'))).toBeNull();
  expect(chosenIn(new URLSearchParams('?chosen=1'))).toEqual([]);
});
