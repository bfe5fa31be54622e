import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeeds, type Issued, issue, type OfflineSeeds, type StorageLimits } from './authority.ts';
import { parsePodSigner } from './mint.ts';
import { createKeyPair } from './nkey.ts';
import { sameRights } from './rights.ts';

const FILES = {
  serverConfig: 'auth.conf',
  podSigner: 'pod-signer.json',
  operator: 'operator.creds',
  gateway: 'gateway.creds',
} as const;
const programNames = ['operator', 'gateway'] as const;
const OFFLINE = 'offline';
const SIGNERS = join(OFFLINE, 'pod-signers');

export interface FolderOptions {
  storage: StorageLimits;
  /** Issue with a new pod signing key; the server goes on accepting the older ones. */
  rotateSigner: boolean;
  /** Stop accepting every pod signing key but the newest. */
  retireSigners: boolean;
  /** Give operator and gateway new signing keys: the server refuses every credential they had. */
  rotatePrograms: boolean;
  /** Give operator and gateway new credentials beside those they have. */
  renew: boolean;
}

export interface KeyFolder {
  issued: Issued;
  /** False: everything was there already, for the same rights, and no file was touched. */
  changed: boolean;
}

/** Makes the folder once. Later it is issued again, from its own seeds, only if that is asked for or the rights have changed. */
export function writeKeyFolder(folder: string, options: FolderOptions): KeyFolder {
  mkdirSync(join(folder, SIGNERS), { recursive: true, mode: 0o700 });
  const known = readSeeds(folder) ?? createSeeds();
  const seeds = options.rotatePrograms ? withNewPrograms(known) : known;
  const signerSeeds = nextSigners(readSigners(folder), options);
  const issued = issue({ seeds, signerSeeds, storage: options.storage });
  const present = readIssued(folder);
  if (present && !options.renew && sameRights(present.serverConfig, issued.serverConfig))
    return { issued: present, changed: false };

  for (const [name, seed] of Object.entries(seeds)) writeSecret(join(folder, OFFLINE, `${name}.seed`), `${seed}\n`);
  rmSync(join(folder, SIGNERS), { recursive: true });
  mkdirSync(join(folder, SIGNERS), { mode: 0o700 });
  for (const [age, seed] of signerSeeds.entries()) writeSecret(join(folder, SIGNERS, `${age}.seed`), `${seed}\n`);
  writeSecret(join(folder, FILES.podSigner), `${JSON.stringify(issued.podSigner)}\n`);
  for (const name of programNames) writeSecret(join(folder, FILES[name]), issued.programs[name]);
  writeFileSync(join(folder, FILES.serverConfig), issued.serverConfig);
  return { issued, changed: true };
}

/** What the folder holds already; undefined unless all of it is there. */
function readIssued(folder: string): Issued | undefined {
  if (Object.values(FILES).some((name) => !existsSync(join(folder, name)))) return undefined;
  const read = (file: keyof typeof FILES): string => readFileSync(join(folder, FILES[file]), 'utf8');
  return {
    serverConfig: read('serverConfig'),
    podSigner: parsePodSigner(read('podSigner')),
    programs: { operator: read('operator'), gateway: read('gateway') },
  };
}

export function nextSigners(
  present: string[],
  { rotateSigner, retireSigners }: Pick<FolderOptions, 'rotateSigner' | 'retireSigners'>,
): [string, ...string[]] {
  const fresh = rotateSigner || present.length === 0 ? [createKeyPair('account').seed] : [];
  const [newest = '', ...older] = [...fresh, ...present];
  return retireSigners ? [newest] : [newest, ...older];
}

function withNewPrograms(seeds: OfflineSeeds): OfflineSeeds {
  const { operatorProgram, gatewayProgram } = createSeeds();
  return { ...seeds, operatorProgram, gatewayProgram };
}

function readSeeds(folder: string): OfflineSeeds | undefined {
  if (!existsSync(join(folder, OFFLINE, 'account.seed'))) return undefined;
  const read = (name: keyof OfflineSeeds) => readFileSync(join(folder, OFFLINE, `${name}.seed`), 'utf8').trim();
  return {
    operator: read('operator'),
    system: read('system'),
    account: read('account'),
    operatorProgram: read('operatorProgram'),
    gatewayProgram: read('gatewayProgram'),
  };
}

function readSigners(folder: string): string[] {
  const files = readdirSync(join(folder, SIGNERS)).filter((file) => file.endsWith('.seed'));
  files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return files.map((file) => readFileSync(join(folder, SIGNERS, file), 'utf8').trim());
}

function writeSecret(path: string, content: string): void {
  writeFileSync(path, content, { mode: 0o600 });
  chmodSync(path, 0o600);
}
