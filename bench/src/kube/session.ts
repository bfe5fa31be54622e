import { readFile } from 'node:fs/promises';
import { type Client, type KubeObject, type ResourceClient, resource } from '@switchboard/kube';
import { until } from '@switchboard/kube/testing';
import { parse } from 'yaml';

/** A session as it stands in the middle of a call. */
export interface Session extends KubeObject {
  spec: object;
  status?: object;
}

export const sessions = resource<Session>('switchboard.dev/v1alpha1', 'VoiceSession', 'voicesessions');
const definitions = resource<KubeObject>(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'cluster',
);

export async function defineSessions(client: Client): Promise<void> {
  const text = await readFile(new URL('../../../crds/voicesessions.yaml', import.meta.url), 'utf8');
  await client.of(definitions).create(parse(text) as KubeObject);
  await until('sessions to be served', async () => (await client.of(sessions).list()).items.length === 0);
}

export async function createSessions(api: ResourceClient<Session>, namespace: string, count: number): Promise<void> {
  const workers = Array.from({ length: 16 }, async (_, worker) => {
    for (let index = worker; index < count; index += 16) {
      const name = `session-${String(index).padStart(5, '0')}`;
      await api.create({ metadata: { namespace, name, finalizers: ['switchboard.dev/cleanup'] }, spec: specOf(index) });
      await api.patchStatus({ namespace, name }, statusOf(index));
    }
  });
  await Promise.all(workers);
}

export function specOf(index: number): object {
  return {
    agent: 'concierge',
    participant: { identity: `caller-${index}`, attributes: { locale: 'en-GB', plan: 'standard' } },
    variables: { customer: `Customer ${index}`, order: `order-${index}` },
    limits: { maxDurationSeconds: 1800, idleSeconds: 60 },
  };
}

export function statusOf(index: number): object {
  const at = '2026-01-01T12:00:00Z';
  const condition = (type: string) => ({
    type,
    status: 'True',
    reason: 'Reported',
    message: 'The pod reported it.',
    lastTransitionTime: at,
    observedGeneration: 1,
  });
  return {
    observedGeneration: 1,
    phase: 'Active',
    conditions: ['Bound', 'Ready', 'CallerJoined'].map(condition),
    agentGeneration: 7,
    pod: {
      name: `concierge-${index}`,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      node: `node-${index % 100}`,
      warm: true,
      attempt: 1,
    },
    room: `concierge_session_1767268800000_${index}`,
    identity: `caller-${index}`,
    readyIn: '42ms',
    timings: { queuedMilliseconds: 3, bindMilliseconds: 20, ackMilliseconds: 4, joinMilliseconds: 15 },
    boundAt: at,
    readyAt: at,
    activeAt: at,
    reported: 12,
  };
}
