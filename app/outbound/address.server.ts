import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Refusal } from '../errors/refusal.ts';

/** IPv4 networks that are not the open internet (RFC 6890 and multicast). */
const closedV4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Inside of 2000::/3, which is all of IPv6 that is given out: what leads elsewhere after all. */
const closedV6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const v4 = new BlockList();
for (const [network, prefix] of closedV4) v4.addSubnet(network, prefix, 'ipv4');
const v6 = new BlockList();
for (const [network, prefix] of closedV6) v6.addSubnet(network, prefix, 'ipv6');
const openV6 = new BlockList();
openV6.addSubnet('2000::', 3, 'ipv6');

/** True for an address that is not on the open internet, such as this machine's own network. */
export function isPrivate(address: string): boolean {
  if (!isIPv6(address)) return isIP(address) === 0 || v4.check(address, 'ipv4');
  return !openV6.check(address, 'ipv6') || v6.check(address, 'ipv6');
}

/** An address that somebody gave us leads into a network that strangers have no business in. */
export class PrivateAddress extends Error {
  constructor() {
    super('The address leads into a private network.');
  }
}

/**
 * Looks a name up for a connection that is about to be made, and refuses when any of its addresses is private: what was
 * checked is what is connected to, however often the name changes its mind.
 */
export const lookupPublic: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    const [first] = found ?? [];
    if (error || !first) return done(error ?? new Error('The name has no address.'), '', 4);
    if (found.some(({ address }) => isPrivate(address))) return done(new PrivateAddress(), '', 4);
    return options.all ? done(null, found) : done(null, first.address, first.family);
  });
};

/**
 * An address that a business gives us to call, as it will be called.
 * @param field the form's field that the refusal stands beside
 * @throws Refusal invalid
 */
export function outsideUrl(text: string, { allowPrivate, field }: { allowPrivate: boolean; field: string }): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const wrong = (message: string) => new Refusal('invalid', message, { fieldErrors: { [field]: [message] } });
  if (!url || !hasSafeScheme(url, { allowPrivate })) throw wrong('Enter an address that begins with https://.');
  if (url.username || url.password) throw wrong('Leave name and password out of the address.');
  if (!allowPrivate && isPrivateHost(url)) throw wrong('This address leads into a private network.');
  url.hash = '';
  return url;
}

/** True for https, and for http where private addresses are called too. */
export function hasSafeScheme({ protocol }: URL, { allowPrivate }: { allowPrivate: boolean }): boolean {
  return protocol === 'https:' || (allowPrivate && protocol === 'http:');
}

/** True for a host that is written as a private address. Names are looked at when they are connected to. */
export function isPrivateHost({ hostname }: URL): boolean {
  const plain = hostname.replace(/^\[|\]$/g, '');
  return isIP(plain) > 0 ? isPrivate(plain) : /(^|\.)(localhost|local|internal)\.?$/i.test(plain);
}
