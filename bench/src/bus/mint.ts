import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { PodMinter, type PodSigner } from '@switchboard/bus';
import { figures } from '../figures.ts';

const COUNT = 2_000;

/** One pod's credential, against what nobody can save: one new Ed25519 key and one signature. */
export function benchMint(signer: PodSigner): object[] {
  const minter = new PodMinter(signer);
  const expiry = new Date(Date.now() + 3_600_000);
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = Buffer.alloc(512);
  const minted: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < COUNT; round++) {
    bare.push(
      microseconds(() => {
        generateKeyPairSync('ed25519');
        sign(null, text, privateKey);
      }),
    );
    const uid = randomUUID();
    minted.push(microseconds(() => minter.mint(uid, expiry)));
  }
  const floor = figures('bus', 'mint', 'us', bare).p50;
  const result = figures('bus', 'mint', 'us', minted);
  const goal = { p50: 1_000 };
  return [{ ...result, floor, ratio: round2(result.p50 / floor), goal, met: result.p50 < goal.p50 }];
}

function microseconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) * 1_000;
}

const round2 = (value: number): number => Math.round(value * 100) / 100;
