import { type ConfigMap, configMaps, type KubeObject, leases, pods, resource } from '@switchboard/kube';
import { parse, stringify } from 'yaml';
import { ignoreGone, type Place, until } from './place.ts';

interface Deployment extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}
const deployments = resource<Deployment>('apps/v1', 'Deployment', 'deployments');

const OPERATOR_GONE_MS = 40_000;
const named = (place: Place, program: string) =>
  `app.kubernetes.io/name=${program},app.kubernetes.io/instance=${place.release}`;

/** Turns the gateway's switch for new sessions off; it goes on serving those that are there. */
export async function refuseNewSessions(place: Place): Promise<void> {
  const { client, home, say } = place;
  const ref = { namespace: home, name: 'switchboard-gateway' };
  const found = await client.of(configMaps).get(ref).catch(ignoreGone);
  if (!found) return;
  await client.of(configMaps).patch(ref, { data: { 'config.yaml': closed(found) } });
  // A kubelet looks at a mounted ConfigMap once a minute, and at a pod that changed at once.
  const { items } = await client.of(pods).list({ namespace: home, labelSelector: named(place, ref.name) });
  for (const { metadata } of items) {
    const patch = { metadata: { annotations: { 'switchboard.dev/settings': 'closed' } } };
    await client.of(pods).patch({ namespace: home, name: metadata.name }, patch).catch(ignoreGone);
  }
  say('the gateway takes no new sessions');
}

function closed(config: ConfigMap): string {
  const document = (parse(config.data?.['config.yaml'] ?? '') ?? {}) as { sessions?: object };
  return stringify({ ...document, sessions: { ...document.sessions, accept: false } });
}

/** Helm keeps no account of what its hooks made. */
export async function removeTestPod(place: Place): Promise<void> {
  const { client, home } = place;
  const { items } = await client.of(pods).list({ namespace: home, labelSelector: named(place, 'switchboard-test') });
  for (const { metadata } of items) await client.of(pods).delete({ namespace: home, name: metadata.name });
}

/** Nobody may make again what is about to be removed. */
export async function stopOperator(place: Place): Promise<void> {
  const { client, home, clock, say } = place;
  const ref = { namespace: home, name: 'switchboard-operator' };
  const scaled = client.of(deployments).patch(ref, { spec: { replicas: 0 } }, { subresource: 'scale' });
  if (!(await scaled.catch(ignoreGone))) return;
  const labelSelector = named(place, ref.name);
  const gone = await until(clock, OPERATOR_GONE_MS, async () => {
    return (await client.of(pods).list({ namespace: home, labelSelector })).items.length === 0;
  });
  say(gone ? 'the operator has stopped' : 'the operator is still stopping');
  await client.of(leases).delete({ namespace: home, name: place.lease });
}
