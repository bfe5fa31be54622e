import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeeds, type Issued, issue, type OfflineSeeds, type StorageLimits } from './authority.ts';
import { createKeyPair } from './nkey.ts';

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
}

/** Makes the folder, or issues it again from its own seeds: program credentials and server config are new each time. */
export function writeKeyFolder(folder: string, options: FolderOptions): Issued {
  mkdirSync(join(folder, SIGNERS), { recursive: true, mode: 0o700 });
  const known = readSeeds(folder) ?? createSeeds();
  const seeds = options.rotatePrograms ? withNewPrograms(known) : known;
  const signerSeeds = nextSigners(readSigners(folder), options);
  const issued = issue({ seeds, signerSeeds, storage: options.storage });

  for (const [name, seed] of Object.entries(seeds)) writeSecret(join(folder, OFFLINE, `${name}.seed`), `${seed}\n`);
  rmSync(join(folder, SIGNERS), { recursive: true });
  mkdirSync(join(folder, SIGNERS), { mode: 0o700 });
  for (const [age, seed] of signerSeeds.entries()) writeSecret(join(folder, SIGNERS, `${age}.seed`), `${seed}\n`);
  writeSecret(join(folder, 'pod-signer.json'), `${JSON.stringify(issued.podSigner)}\n`);
  for (const [name, creds] of Object.entries(issued.programs)) writeSecret(join(folder, `${name}.creds`), creds);
  writeFileSync(join(folder, 'auth.conf'), issued.serverConfig);
  return issued;
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
