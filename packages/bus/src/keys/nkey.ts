import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { crc16 } from './crc16.ts';

// Leading bytes that make the text form of a key begin with O, A or U (and S before it for a seed).
const PREFIX = { operator: 14 << 3, account: 0, user: 20 << 3 } as const;
const SEED = 18 << 3;
const SEED_LENGTH = 58;
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export type KeyKind = keyof typeof PREFIX;

export class InvalidSeedError extends Error {
  override name = 'InvalidSeedError';
  constructor() {
    super('This is not a NATS seed: expected one line that begins with SO, SA or SU.');
  }
}

/** An Ed25519 key pair in NATS's own text form, over node:crypto. */
export interface KeyPair {
  readonly kind: KeyKind;
  readonly publicKey: string;
  readonly seed: string;
  sign(data: Uint8Array): Buffer;
}

export function createKeyPair(kind: KeyKind): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const raw = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  return keyPair(kind, privateKey, raw);
}

export function keyPairFromSeed(seed: string): KeyPair {
  const bytes = seed.trim().length === SEED_LENGTH ? decodeBase32(seed.trim()) : undefined;
  if (bytes?.length !== 36) throw new InvalidSeedError();
  const body = bytes.subarray(0, 34);
  const [first = 0, second = 0] = body;
  const prefix = ((first & 7) << 5) | ((second & 248) >> 3);
  const kind = (Object.keys(PREFIX) as KeyKind[]).find((k) => PREFIX[k] === prefix);
  if ((first & 248) !== SEED || !kind || crc16(body) !== bytes.readUInt16LE(34)) throw new InvalidSeedError();
  const raw = body.subarray(2);
  return keyPair(
    kind,
    createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, raw]), format: 'der', type: 'pkcs8' }),
    raw,
  );
}

function keyPair(kind: KeyKind, privateKey: KeyObject, raw: Uint8Array): KeyPair {
  const prefix = PREFIX[kind];
  const publicBytes = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    kind,
    publicKey: withChecksum(Buffer.from([prefix, ...publicBytes])),
    seed: withChecksum(Buffer.from([SEED | (prefix >> 5), (prefix & 31) << 3, ...raw])),
    sign: (data) => sign(null, data, privateKey),
  };
}

function withChecksum(body: Buffer): string {
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc16(body));
  return encodeBase32(Buffer.concat([body, checksum]));
}
