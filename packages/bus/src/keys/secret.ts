import type { Issued } from './authority.ts';

/**
 * The Secret of the installation, as far as the bus is concerned: applied server-side, it leaves other entries alone.
 * No seed of the operator or the accounts is in it.
 */
export function busSecret({ podSigner, programs }: Issued, namespace: string, name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: {
      'operator.creds': programs.operator,
      'pod-signer.json': `${JSON.stringify(podSigner)}\n`,
      'gateway.creds': programs.gateway,
    },
  };
}
