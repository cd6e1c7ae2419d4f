import { createHash, randomBytes } from 'node:crypto';

/** 16 bytes of tenant id and 24 of chance: 54 characters that nobody guesses and nobody has to look up a tenant for. */
const tenantBytes = 16;
const secretBytes = 24;
const shape = /^[A-Za-z0-9_-]{54}$/;

export interface QuoteLink {
  token: string;
  tokenHash: string;
}

export function makeQuoteLink(tenantId: string): QuoteLink {
  const tenant = Buffer.from(tenantId.replace(/-/g, ''), 'hex');
  const token = Buffer.concat([tenant, randomBytes(secretBytes)]).toString('base64url');
  return { token, tokenHash: hashOf(token) };
}

/** The tenant a link belongs to and the hash to look it up by; null for what cannot be a link. Says nothing of whether it exists. */
export function openQuoteLink(token: string): { tenantId: string; tokenHash: string } | null {
  if (!shape.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // The last character carries spare bits: only one spelling of a token opens it.
  if (bytes.length !== tenantBytes + secretBytes || bytes.toString('base64url') !== token) return null;
  const hex = bytes.subarray(0, tenantBytes).toString('hex');
  const tenantId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { tenantId, tokenHash: hashOf(token) };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
