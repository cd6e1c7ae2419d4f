import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.server.ts';

describe('passwords', () => {
  it('verifies the password it hashed and no other', async () => {
    const stored = await hashPassword('correct horse battery');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(stored, 'correct horse battery')).toBe(true);
    expect(await verifyPassword(stored, 'correct horse batterY')).toBe(false);
  });

  it('reads hashes in the standard form made elsewhere', async () => {
    // argon2 reference implementation: echo -n "password" | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24
    const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await verifyPassword(stored, 'password')).toBe(true);
    expect(await verifyPassword(stored, 'Password')).toBe(false);
  });

  it('takes either encoding of an accent', async () => {
    expect(await verifyPassword(await hashPassword('caf\u00e9 noir long'), 'cafe\u0301 noir long')).toBe(true);
  });

  it('says no without an account and with a broken hash', async () => {
    expect(await verifyPassword(null, 'anything')).toBe(false);
    expect(await verifyPassword('$2b$10$nonsense', 'anything')).toBe(false);
  });

  it('hashes many at once without losing one', async () => {
    const stored = await hashPassword('p@ss phrase one');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => verifyPassword(stored, i % 2 ? 'p@ss phrase one' : 'no')),
    );
    expect(answers).toEqual(Array.from({ length: 12 }, (_, i) => i % 2 === 1));
  });
});
