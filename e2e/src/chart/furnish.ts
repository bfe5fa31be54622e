import { Switchboard } from '@switchboard/client';
import type { Scene } from '../operator/scene.ts';
import { createAgent, kubectl, makeKey } from '../support/index.ts';
import type { SecondInstall } from './second.ts';

/** A tenant of the installation: "ada", who talks, and "desk", whose callers stay on the line. Gives a client with its key. */
export async function furnish(
  second: SecondInstall,
  scene: Scene,
  stub: { image?: string } = {},
): Promise<Switchboard> {
  await kubectl(['apply', '--server-side', '--filename', '-'], tenantOf(second.tenant));
  await createAgent(second.tenant, 'ada', { warm: 1, runtime: { cpuRequest: '10m' } });
  await scene.agent('desk', { STUB_CALLER_MS: '0' }, { runtime: { cpuRequest: '5m', ...stub } });
  await scene.pool('desk', { min: 2, max: 8, buffer: 2 });
  const { key } = await makeKey(second.tenant, 'client', second.keysNamespace);
  return new Switchboard({ url: await second.gatewayUrl(), key });
}

const tenantOf = (namespace: string): string =>
  JSON.stringify({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceTenant',
    metadata: { name: 'default', namespace },
    spec: { maxSessions: 20, maxQueue: 20, createsPerMinute: 1000, requestsPerMinute: 10_000 },
  });
