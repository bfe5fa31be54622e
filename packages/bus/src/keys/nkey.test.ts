import { nkeys } from '@nats-io/transport-node';
import { describe, expect, test } from 'vitest';
import { createKeyPair, InvalidSeedError, type KeyKind, keyPairFromSeed } from './nkey.ts';

const data = Buffer.from('what is signed');

describe.each<KeyKind>(['operator', 'account', 'user'])('a key pair of kind %s', (kind) => {
  test('is what NATS’s own library makes of the same seed', () => {
    const ours = createKeyPair(kind);
    const theirs = nkeys.fromSeed(Buffer.from(ours.seed));
    expect(theirs.getPublicKey()).toBe(ours.publicKey);
    expect(theirs.verify(data, ours.sign(data))).toBe(true);
    expect(Buffer.from(theirs.sign(data))).toEqual(ours.sign(data));
  });

  test('comes back from its seed', () => {
    const made = createKeyPair(kind);
    expect(keyPairFromSeed(`${made.seed}\n`)).toMatchObject({ kind, publicKey: made.publicKey, seed: made.seed });
  });
});

test('a seed made by NATS’s own library is understood', () => {
  const theirs = nkeys.createAccount();
  expect(keyPairFromSeed(Buffer.from(theirs.getSeed()).toString()).publicKey).toBe(theirs.getPublicKey());
});

test('what is not a seed is refused', () => {
  const { seed, publicKey } = createKeyPair('account');
  const altered = (seed.endsWith('A') ? 'B' : 'A') + seed.slice(1);
  for (const text of ['', 'not base32!', publicKey, altered, seed.slice(0, -1), `${seed}A`]) {
    expect(() => keyPairFromSeed(text)).toThrow(InvalidSeedError);
  }
});
