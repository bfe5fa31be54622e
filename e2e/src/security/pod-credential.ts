import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { busSecretName } from '@switchboard/api';
import { PodMinter, parsePodSigner } from '@switchboard/bus';
import { containerPid, get, home, serviceAddress } from '../support/index.ts';

/** The credential as the kubelet laid it into the running pod, through the root of its process. */
export async function mountedCredential(namespace: string, pod: string): Promise<string> {
  const pid = await containerPid(namespace, pod);
  return readFileSync(`/proc/${pid}/root/etc/switchboard/bus/creds`, 'utf8');
}

export async function storedCredential(namespace: string, pod: string): Promise<string> {
  const secret = await get<{ data: { creds: string } }>('secret', busSecretName(pod), '--namespace', namespace);
  return Buffer.from(secret.data.creds, 'base64').toString();
}

export interface BusClaims {
  readonly name: string;
  readonly iat: number;
  readonly exp: number;
  readonly nats: { readonly pub?: object; readonly sub?: object; readonly issuer_account: string };
}

export const jwtOf = (creds: string): string => /BEGIN NATS USER JWT-+\n(\S+)/.exec(creds)?.[1] ?? '';

export const claimsOf = (creds: string): BusClaims =>
  JSON.parse(Buffer.from(jwtOf(creds).split('.')[1] ?? '', 'base64url').toString()) as BusClaims;

/** The same credential with other claims, and therefore with a signature that no longer fits. */
export function forged(creds: string, change: Partial<BusClaims>): string {
  const [head = '', , signature = ''] = jwtOf(creds).split('.');
  const body = Buffer.from(JSON.stringify({ ...claimsOf(creds), ...change })).toString('base64url');
  return creds.replace(jwtOf(creds), [head, body, signature].join('.'));
}

/** Issues what the operator of `make up` would. */
export const minter = (): PodMinter =>
  new PodMinter(parsePodSigner(readFileSync(join(home, 'keys/bus/pod-signer.json'), 'utf8')));

export const busUrl = async (): Promise<string> => `nats://${await serviceAddress('switchboard-dev', 'nats')}:4222`;
