import { randomUUID } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';
import { describe, expect, test } from 'vitest';
import { InvalidIdError } from '../id.ts';
import { createSeeds, issue } from './authority.ts';
import { InvalidSignerError, PodMinter, parsePodSigner } from './mint.ts';

const seeds = createSeeds();
const { podSigner } = issue({ seeds, signerSeeds: [createSeeds().account], storage: { file: -1, memory: -1 } });
const uid = randomUUID();
const expiry = new Date('2030-01-01T00:00:00Z');

function partsOf(creds: string): { claims: Record<string, unknown>; signed: string; signature: Buffer; seed: string } {
  const jwt = /USER JWT-----\n(.*)\n/.exec(creds)?.[1] ?? '';
  const seed = /NKEY SEED-----\n(.*)\n/.exec(creds)?.[1] ?? '';
  const [header = '', body = '', signature = ''] = jwt.split('.');
  return {
    claims: JSON.parse(Buffer.from(body, 'base64url').toString()),
    signed: `${header}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
    seed,
  };
}

describe('a minted credential', () => {
  const { creds, userKey } = new PodMinter(podSigner).mint(uid, expiry);
  const { claims, signed, signature, seed } = partsOf(creds);

  test('is named after the pod, expires, and carries no rights of its own', () => {
    expect(claims).toMatchObject({ name: uid, sub: userKey, exp: expiry.getTime() / 1000 });
    expect(claims['nats']).toEqual({ type: 'user', issuer_account: podSigner.account, version: 2 });
  });

  test('is signed by the key that it names as its issuer', () => {
    const issuer = String(claims['iss']);
    expect(issuer).toBe(nkeys.fromSeed(Buffer.from(podSigner.seed)).getPublicKey());
    expect(nkeys.fromPublic(issuer).verify(Buffer.from(signed), signature)).toBe(true);
  });

  test('holds the seed of its own user', () => {
    expect(nkeys.fromSeed(Buffer.from(seed)).getPublicKey()).toBe(userKey);
  });
});

test('two credentials of one pod share no key', () => {
  const minter = new PodMinter(podSigner);
  expect(minter.mint(uid, expiry).userKey).not.toBe(minter.mint(uid, expiry).userKey);
});

test('a name with a wildcard gets no credential', () => {
  expect(() => new PodMinter(podSigner).mint('*', expiry)).toThrow(InvalidIdError);
});

test('the signer is read from its file', () => {
  expect(parsePodSigner(JSON.stringify(podSigner))).toEqual(podSigner);
  for (const text of ['', '{}', 'null', '{"seed":"x"}']) expect(() => parsePodSigner(text)).toThrow(InvalidSignerError);
});

test('a seed of the wrong kind is no signer', () => {
  expect(() => new PodMinter({ account: podSigner.account, seed: seeds.operator })).toThrow(InvalidSignerError);
});
