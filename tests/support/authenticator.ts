import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

interface Asked {
  challenge: string;
}

/** What an attacker may bend in an answer. */
export interface Bent {
  origin?: string;
  rpId?: string;
  challenge?: string;
  counter?: number;
  /** Without the finger, face or PIN. */
  isUnverified?: boolean;
  type?: string;
}

const flags = { present: 0x01, verified: 0x04, attested: 0x40 };

/**
 * An authenticator in software, with one passkey: it speaks as WebAuthn says (level 2, 6.1 and 6.5) and answers whatever
 * it is told to, also what no browser would.
 */
export class SoftAuthenticator {
  readonly id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #publicKey: { x: Buffer; y: Buffer };
  readonly #origin: string;
  counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#publicKey = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
  }

  /** Answers `navigator.credentials.create`, as JSON. */
  create({ challenge }: Asked, bent: Bent = {}): string {
    const attested = Buffer.concat([Buffer.alloc(16), uint16(this.id.length), this.id, this.#coseKey()]);
    const authData = Buffer.concat([this.#authData(flags.attested, bent), attested]);
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', challenge, bent).toString('base64url'),
      attestationObject: attestationOf(authData).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers `navigator.credentials.get`, as JSON. */
  get({ challenge }: Asked, bent: Bent = {}): string {
    this.counter += 1;
    const clientData = this.#clientData('webauthn.get', challenge, bent);
    const authData = this.#authData(0, bent);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.#key);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #answer(response: object): string {
    const id = this.id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  }

  #clientData(type: string, challenge: string, bent: Bent): Buffer {
    const { origin = this.#origin } = bent;
    return Buffer.from(
      JSON.stringify({ type: bent.type ?? type, challenge: bent.challenge ?? challenge, origin, crossOrigin: false }),
    );
  }

  #authData(more: number, { rpId = new URL(this.#origin).hostname, counter, isUnverified }: Bent): Buffer {
    const set = flags.present | (isUnverified ? 0 : flags.verified) | more;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? this.counter);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([set]), count]);
  }

  /** {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} in CBOR. */
  #coseKey(): Buffer {
    const { x, y } = this.#publicKey;
    const head = Buffer.from('a5010203262001', 'hex');
    return Buffer.concat([head, Buffer.from('215820', 'hex'), x, Buffer.from('225820', 'hex'), y]);
  }
}

/** {"fmt": "none", "attStmt": {}, "authData": bytes} in CBOR. */
function attestationOf(authData: Buffer): Buffer {
  const word = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
  const length = Buffer.concat([Buffer.from([0x59]), uint16(authData.length)]);
  return Buffer.concat([
    Buffer.from([0xa3]),
    ...[word('fmt'), word('none'), word('attStmt'), Buffer.from([0xa0]), word('authData'), length, authData],
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
