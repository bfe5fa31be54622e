import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, kubectl } from '@switchboard/e2e';
import { type KubeObject, resource } from '@switchboard/kube';
import { parse } from 'yaml';

const GROUP = 'bench.switchboard.dev';

export type FloorSession = KubeObject & { spec: object; status?: object };

export const FLOOR_VERSION = `${GROUP}/v1alpha1`;

export const floorSessions = resource<FloorSession>(FLOOR_VERSION, 'FloorSession', 'floorsessions');

/** The same schema under a group that no operator watches: what the API server does for a write costs the same. */
export async function installFloorResource(): Promise<() => Promise<void>> {
  const file = join(import.meta.dirname, '../../../crds/voicesessions.yaml');
  const definition = parse(readFileSync(file, 'utf8')) as {
    metadata: { name: string };
    spec: { group: string; names: object };
  };
  definition.metadata = { name: `floorsessions.${GROUP}` };
  definition.spec.group = GROUP;
  // Names of its own: `kubectl get voicesession` must go on meaning the real ones.
  definition.spec.names = { kind: 'FloorSession', plural: 'floorsessions', singular: 'floorsession' };
  await kubectl(['apply', '--server-side', '--filename', '-'], JSON.stringify(definition));
  await eventually('the floor’s resource', () => kubectl(['get', `floorsessions.${GROUP}`, '-A']).then(() => true));
  return async () => void (await kubectl(['delete', 'crd', `floorsessions.${GROUP}`, '--timeout=120s']));
}
