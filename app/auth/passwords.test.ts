import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBreached } from './breached.server.ts';
import { refuseGuessable } from './passwords.server.ts';

const ada = { name: 'Ada Lindqvist', email: 'ada.l@harborpine.example', business: 'Harbor & Pine' };

describe('a password', () => {
  it.each([
    'password123',
    'PASSWORD123',
    '1234567890',
    'qwertyuiop',
    'aaaaaaaaaaaa',
    '121212121212',
    'lindqvist-ada',
    'Harborpine12',
    'candlefish-1',
    'ada.l@harborpine.example',
  ])('%s is refused', (password) => {
    expect(() => refuseGuessable(password, ada)).toThrow(/Choose another one/);
  });

  it.each([
    'correct horse battery staple',
    'a long enough password',
    'candle-light-7',
    'Lindqvist likes lemon tarts',
    'пароль из слов',
    '¿dónde está la llave?',
    '          spaces count          x',
  ])('%s is taken', (password) => {
    expect(() => refuseGuessable(password, ada)).not.toThrow();
  });

  it('is found in the list without regard to case or encoding', () => {
    expect(isBreached('Password123')).toBe(true);
    expect(isBreached('\uff50assword123')).toBe(true);
  });

  it('of chance is almost never taken for a breached one', () => {
    const chance = fc.sample(fc.string({ minLength: 20, maxLength: 30 }), 3_000);
    expect(chance.filter(isBreached).length).toBeLessThan(3);
  });
});
