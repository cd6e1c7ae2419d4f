import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, matchingStep, newSecret, otpauthAddress, totp } from './totp.server.ts';

const seed = (length: number) => Buffer.from('12345678901234567890'.repeat(4).slice(0, length));

/** RFC 6238, appendix B (with the seeds of its erratum 2866). */
const vectors = [
  [59, '94287082', '46119246', '90693936'],
  [1_111_111_109, '07081804', '68084774', '25091201'],
  [1_111_111_111, '14050471', '67062674', '99943326'],
  [1_234_567_890, '89005924', '91819424', '93441116'],
  [2_000_000_000, '69279037', '90698825', '38618901'],
  [20_000_000_000, '65353130', '77737706', '47863826'],
] as const;

describe('codes', () => {
  it.each(vectors)('are those of RFC 6238 at %i s', (seconds, sha1, sha256, sha512) => {
    const at = new Date(seconds * 1000);
    expect([
      totp(seed(20), at, { digits: 8 }),
      totp(seed(32), at, { digits: 8, algorithm: 'sha256' }),
      totp(seed(64), at, { digits: 8, algorithm: 'sha512' }),
    ]).toEqual([sha1, sha256, sha512]);
  });

  const at = new Date('2026-03-01T10:00:07Z');
  const shifted = (seconds: number) => new Date(at.getTime() + seconds * 1000);

  it('are taken one step early and one step late, and no further', () => {
    const secret = newSecret();
    const now = Math.floor(at.getTime() / 30_000);
    expect([-60, -30, 0, 30, 60].map((by) => matchingStep(secret, totp(secret, shifted(by)), at, 0))).toEqual([
      null,
      now - 1,
      now,
      now + 1,
      null,
    ]);
  });

  it('are never taken twice, nor is an earlier one afterwards', () => {
    const secret = newSecret();
    const used = matchingStep(secret, totp(secret, at), at, 0) ?? 0;
    expect(matchingStep(secret, totp(secret, at), shifted(1), used)).toBeNull();
    expect(matchingStep(secret, totp(secret, shifted(-30)), at, used)).toBeNull();
    expect(matchingStep(secret, totp(secret, shifted(30)), shifted(30), used)).toBe(used + 1);
  });

  it('may be typed in two groups', () => {
    const secret = newSecret();
    const code = totp(secret, at);
    expect(matchingStep(secret, ` ${code.slice(0, 3)} ${code.slice(3)}`, at, 0)).not.toBeNull();
  });

  it('are refused whatever else is typed', () => {
    const secret = newSecret();
    const real = new Set([-30, 0, 30].map((by) => totp(secret, shifted(by))));
    fc.assert(
      fc.property(fc.string({ maxLength: 20, unit: 'binary' }), (typed) => {
        fc.pre(!real.has(typed.replace(/[\s-]/g, '')));
        expect(matchingStep(secret, typed, at, 0)).toBeNull();
      }),
    );
  });
});

describe('the key', () => {
  it('is written as RFC 4648 writes it', () => {
    const texts = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'];
    expect(texts.map((text) => base32(Buffer.from(text)))).toEqual([
      '',
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ]);
  });

  it('comes in an address that apps read, whatever the account is called', () => {
    const address = otpauthAddress(Buffer.from('foobar'), 'a&b?c=d@example.com');
    expect(address).toBe(
      'otpauth://totp/Candlefish:a%26b%3Fc%3Dd%40example.com?secret=MZXW6YTBOI&issuer=Candlefish&algorithm=SHA1&digits=6&period=30',
    );
  });
});
