import type { Keys } from './keys.ts';

/** What the chart and manifests/dev refer to by name. */
export function secretsOf(keys: Keys): object[] {
  const livekit = { 'api-key': keys.livekit.key, 'api-secret': keys.livekit.secret };
  return [
    configMap('switchboard-dev', 'nats-auth', { 'auth.conf': keys.bus.authConf }),
    secret('switchboard-dev', 'livekit-keys', { 'keys.yaml': `${keys.livekit.key}: ${keys.livekit.secret}\n` }),
    secret('switchboard-system', 'switchboard-livekit', livekit),
    secret('switchboard-system', 'switchboard-operator-bus', {
      'operator.creds': keys.bus.operator,
      'pod-signer.json': keys.bus.podSigner,
    }),
    secret('switchboard-system', 'switchboard-gateway-bus', { 'gateway.creds': keys.bus.gateway }),
  ];
}

const metadata = (namespace: string, name: string): object => ({
  namespace,
  name,
  labels: { 'app.kubernetes.io/managed-by': 'make-up' },
});

const secret = (namespace: string, name: string, stringData: Record<string, string>): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: metadata(namespace, name),
  stringData,
});

const configMap = (namespace: string, name: string, data: Record<string, string>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata(namespace, name),
  data,
});
