import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCreds } from '../keys/creds.ts';
import { signJwt } from '../keys/jwt.ts';
import { createKeyPair, keyPairFromSeed } from '../keys/nkey.ts';

const LIFE_SECONDS = 6 * 3600;

/**
 * Credential of one process that plays every pod at once, which no credential of ours may: it is issued by the account
 * itself, from the seeds that stay offline, and has no bounds within the account.
 */
export function everyPodCreds(keyFolder: string): string {
  const account = keyPairFromSeed(readFileSync(join(keyFolder, 'offline/account.seed'), 'utf8').trim());
  const user = createKeyPair('user');
  const nats = { type: 'user', subs: -1, data: -1, payload: -1 };
  const expiresAt = Date.now() / 1000 + LIFE_SECONDS;
  return formatCreds(signJwt({ subject: user.publicKey, name: 'every-pod', expiresAt, nats }, account), user.seed);
}
