import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostCookie } from './host-cookie.server.ts';

const cookie = new HostCookie('candlefish_key', { sameSite: 'Lax', maxAgeSeconds: 60 });
const asked = (header: string, proto = 'http') =>
  new Request('http://shop.example/', { headers: { Cookie: header, 'X-Forwarded-Proto': proto } });
const [plain, secure] = [asked(''), asked('', 'https')];

describe('a cookie that decides', () => {
  test('is bound to its very host over HTTPS, and plain on a laptop', () => {
    expect(cookie.write(secure, 'v')).toBe(
      '__Host-candlefish_key=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
    );
    expect(cookie.write(plain, 'v')).toBe('candlefish_key=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
    expect(cookie.forget(secure)).toBe('__Host-candlefish_key=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure');
  });

  test('that goes to some pages only is Secure all the same', () => {
    const narrow = new HostCookie('candlefish_own', { sameSite: 'Strict', path: '/operator/stop' });
    expect(narrow.write(secure, 'v')).toBe(
      '__Secure-candlefish_own=v; Path=/operator/stop; HttpOnly; SameSite=Strict; Secure',
    );
  });

  test.each([
    ['a neighbouring host gave over HTTPS', 'candlefish_key=evil', 'https', null],
    ['comes beside such a one', 'candlefish_key=evil; __Host-candlefish_key=mine', 'https', 'mine'],
    ['was given over HTTPS and comes without', '__Host-candlefish_key=mine', 'http', null],
    ['has a weaker prefix', '__Secure-candlefish_key=evil', 'https', null],
    ['is written otherwise', '__host-candlefish_key=evil', 'https', null],
    ['has a name that ends alike', 'xcandlefish_key=evil', 'http', null],
    ['is empty', 'candlefish_key=', 'http', null],
    ['has no value', 'candlefish_key', 'http', null],
    ['is among others', 'a=1;candlefish_key=mine ; b=2', 'http', 'mine'],
  ])('that %s is read as it should be', (_, header, proto, value) => {
    expect(cookie.read(asked(header, proto))).toBe(value);
  });

  test('carries no attributes that its value brings', () => {
    for (const value of ['a; Domain=example', 'a\r\nSet-Cookie: b=1', 'a,b', 'ä', ' '])
      expect(() => cookie.write(secure, value)).toThrow(TypeError);
  });

  test('gives back what it was given, and null for garbage', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isSecure) => {
        const from = isSecure ? secure : plain;
        const [pair = ''] = cookie.writeJson(from, value).split(';');
        const back = cookie.readJson(asked(pair, isSecure ? 'https' : 'http'));
        expect(JSON.stringify(back)).toBe(JSON.stringify(value));
      }),
    );
    for (const header of ['', 'candlefish_key=e30x', 'candlefish_key=%7B%7D', 'candlefish_key=='])
      expect(cookie.readJson(asked(header))).toBeNull();
  });
});
