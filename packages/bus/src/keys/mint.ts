import { checkId } from '../id.ts';
import { formatCreds } from './creds.ts';
import { signJwt } from './jwt.ts';
import { createKeyPair, type KeyPair, keyPairFromSeed } from './nkey.ts';

/** What the operator holds: a key that can issue the rights of one session pod, and nothing else. */
export interface PodSigner {
  /** Public key of the account that the pods belong to. */
  account: string;
  /** Seed of the account's scoped signing key. */
  seed: string;
}

export interface PodCredential {
  /** Content of the credential file that the pod mounts. */
  creds: string;
  /** Public key of the pod's user, to recognise it in the server's connection list. */
  userKey: string;
}

export class InvalidSignerError extends Error {
  override name = 'InvalidSignerError';
  constructor(reason: string) {
    super(`The pod signer cannot be used: ${reason}. Make it with packages/bus/src/keys/cli.ts.`);
  }
}

export function parsePodSigner(text: string): PodSigner {
  const value: unknown = parseJson(text);
  const { account, seed } = (value ?? {}) as Partial<PodSigner>;
  if (typeof account !== 'string' || typeof seed !== 'string') {
    throw new InvalidSignerError('expected JSON with "account" and "seed"');
  }
  return { account, seed };
}

/** Issues the bus credential of one pod. The pod's rights follow from its uid by the account's template. */
export class PodMinter {
  readonly #account: string;
  readonly #key: KeyPair;

  constructor({ account, seed }: PodSigner) {
    this.#account = account;
    this.#key = keyPairFromSeed(seed);
    if (this.#key.kind !== 'account') throw new InvalidSignerError('its seed is not an account signing key');
  }

  mint(podUid: string, expiresAt: Date): PodCredential {
    const user = createKeyPair('user');
    const jwt = signJwt(
      {
        subject: user.publicKey,
        name: checkId(podUid, 'pod uid'),
        expiresAt: expiresAt.getTime() / 1000,
        // A user of a scoped key must carry no rights of its own: the server refuses it otherwise.
        nats: { type: 'user', issuer_account: this.#account },
      },
      this.#key,
    );
    return { creds: formatCreds(jwt, user.seed), userKey: user.publicKey };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
