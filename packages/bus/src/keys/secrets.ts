import type { Issued } from './authority.ts';

/** The two Secrets that the chart refers to, for `kubectl apply`. No seed of operator or account is in them. */
export function secretsOf({ podSigner, programs }: Issued, namespace: string): object {
  const secret = (name: string, stringData: Record<string, string>): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData,
  });
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      secret('switchboard-operator-bus', {
        'operator.creds': programs.operator,
        'pod-signer.json': `${JSON.stringify(podSigner)}\n`,
      }),
      secret('switchboard-gateway-bus', { 'gateway.creds': programs.gateway }),
    ],
  };
}
