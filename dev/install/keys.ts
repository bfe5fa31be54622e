import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import { fingerprint } from '../images/fingerprint.ts';

/** Keys are made once and stay in the cluster's home until `make clean`; they never enter the repository. */
export interface Keys {
  readonly bus: {
    readonly authConf: string;
    readonly podSigner: string;
    readonly operator: string;
    readonly gateway: string;
  };
  readonly livekit: { readonly key: string; readonly secret: string };
}

export const livekitKey = 'switchboard';

export async function makeKeys(root: string, folder: string): Promise<Keys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { bus: await busKeys(root, join(folder, 'bus')), livekit: await livekitKeys(join(folder, 'livekit')) };
}

/** Seeds are kept; rights are issued again when the code that states them changes. */
async function busKeys(root: string, folder: string): Promise<Keys['bus']> {
  const source = join(root, 'packages/bus/src');
  const issuedBy = await fingerprint([], [join(source, 'keys'), join(source, 'names.ts')]);
  const stamp = join(folder, 'issued-by');
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== issuedBy) {
    await run([process.execPath, join(source, 'keys/cli.ts'), '--out', folder]);
    await writeFile(stamp, issuedBy);
  }
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  return {
    authConf: await read('auth.conf'),
    podSigner: await read('pod-signer.json'),
    operator: await read('operator.creds'),
    gateway: await read('gateway.creds'),
  };
}

async function livekitKeys(file: string): Promise<Keys['livekit']> {
  if (!existsSync(file)) await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return { key: livekitKey, secret: await readFile(file, 'utf8') };
}
