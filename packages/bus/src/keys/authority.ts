import type { ProgramName } from '../names.ts';
import { formatCreds } from './creds.ts';
import { signJwt } from './jwt.ts';
import type { PodSigner } from './mint.ts';
import { createKeyPair, keyPairFromSeed } from './nkey.ts';
import { POD_TEMPLATE, PROGRAM_PERMISSIONS } from './permissions.ts';

/** Seeds from which everything else can be issued again. They belong in a vault, never in a cluster. */
export interface OfflineSeeds {
  operator: string;
  system: string;
  account: string;
  /** Scoped signing keys of the fixed programs, so that their rights stand in the server's configuration. */
  operatorProgram: string;
  gatewayProgram: string;
}

/** What the account is allowed to store, in bytes; -1 is no limit but the server's own. */
export interface StorageLimits {
  file: number;
  memory: number;
}

export interface Issued {
  /** Snippet that nats-server includes: operator, accounts, resolver. */
  serverConfig: string;
  podSigner: PodSigner;
  programs: Record<ProgramName, string>;
}

export function createSeeds(): OfflineSeeds {
  return {
    operator: createKeyPair('operator').seed,
    system: createKeyPair('account').seed,
    account: createKeyPair('account').seed,
    operatorProgram: createKeyPair('account').seed,
    gatewayProgram: createKeyPair('account').seed,
  };
}

export interface IssueRequest {
  seeds: OfflineSeeds;
  /** Scoped signing keys that the server accepts: the first one issues, the others are being retired. */
  signerSeeds: [string, ...string[]];
  storage: StorageLimits;
}

export function issue({ seeds, signerSeeds, storage }: IssueRequest): Issued {
  const operator = keyPairFromSeed(seeds.operator);
  const system = keyPairFromSeed(seeds.system);
  const account = keyPairFromSeed(seeds.account);
  const operatorJwt = signJwt(
    { subject: operator.publicKey, name: 'switchboard', nats: { type: 'operator', system_account: system.publicKey } },
    operator,
    ALWAYS_THE_SAME,
  );
  const accountJwt = signJwt(
    {
      subject: account.publicKey,
      name: 'switchboard',
      nats: {
        type: 'account',
        limits: limits(storage),
        signing_keys: [
          ...signerSeeds.map((seed) => scope('session-pod', seed, POD_TEMPLATE)),
          scope('operator', seeds.operatorProgram, { ...PROGRAM_PERMISSIONS.operator, ...UNMETERED }),
          scope('gateway', seeds.gatewayProgram, { ...PROGRAM_PERMISSIONS.gateway, ...UNMETERED }),
        ],
      },
    },
    operator,
  );
  const systemJwt = signJwt(
    { subject: system.publicKey, name: 'SYS', nats: { type: 'account', limits: limits({ file: 0, memory: 0 }) } },
    operator,
  );
  return {
    serverConfig: serverConfig(operatorJwt, system.publicKey, [
      [account.publicKey, accountJwt],
      [system.publicKey, systemJwt],
    ]),
    podSigner: { account: account.publicKey, seed: signerSeeds[0] },
    programs: {
      operator: scopedCreds('operator', account.publicKey, seeds.operatorProgram),
      gateway: scopedCreds('gateway', account.publicKey, seeds.gatewayProgram),
    },
  };
}

// A running server takes a new account from its configuration, but refuses to reload when the operator's JWT differs.
const ALWAYS_THE_SAME = 0;

const UNMETERED = { subs: -1, data: -1, payload: -1 };

function scope(role: string, seed: string, template: object): object {
  return { kind: 'user_scope', key: keyPairFromSeed(seed).publicKey, role, template };
}

// Rights stay out of the credential: the line that carries it to the server may not pass 4096 bytes.
function scopedCreds(name: ProgramName, account: string, seed: string): string {
  const user = createKeyPair('user');
  const nats = { type: 'user', issuer_account: account };
  return formatCreds(signJwt({ subject: user.publicKey, name, nats }, keyPairFromSeed(seed)), user.seed);
}

function limits({ file, memory }: StorageLimits): Record<string, unknown> {
  const unlimited = -1;
  return {
    subs: unlimited,
    data: unlimited,
    payload: unlimited,
    conn: unlimited,
    leaf: 0,
    imports: 0,
    exports: 0,
    wildcards: true,
    mem_storage: memory,
    disk_storage: file,
    streams: file === 0 ? 0 : unlimited,
    consumer: file === 0 ? 0 : unlimited,
  };
}

function serverConfig(operatorJwt: string, systemAccount: string, accounts: [string, string][]): string {
  const preload = accounts.map(([key, jwt]) => `  ${key}: ${jwt}`).join('\n');
  return [
    `operator: ${operatorJwt}`,
    `system_account: ${systemAccount}`,
    'resolver: MEMORY',
    `resolver_preload: {\n${preload}\n}`,
    '',
  ].join('\n');
}
