import { labels, MANAGED_BY } from '@switchboard/api';
import { isAlreadyExists, type Pod } from '@switchboard/kube';
import { ownerOf, type VoiceAgent, type VoicePool } from '../cluster/resources.ts';
import type { World } from '../cluster/world.ts';
import { deletePod } from '../pod/maker.ts';
import { isDeleting, isFinished, PLACEHOLDER } from '../pod/marks.ts';

export interface PlaceholderSettings {
  readonly image: string;
  readonly priorityClassName?: string | undefined;
  readonly runAsUser: number;
}

export interface Placeholders {
  readonly pool: VoicePool;
  readonly agent: VoiceAgent | undefined;
  readonly have: readonly Pod[];
}

/**
 * Pods that do nothing but hold room: of low priority, so that a pod in need of it pushes one out, and the one
 * pushed out makes a node autoscaler bring the next node before anybody waits for it.
 */
export async function keepPlaceholders(
  { pool, agent, have: there }: Placeholders,
  world: World,
  settings: PlaceholderSettings,
): Promise<void> {
  const have = new Map(there.map((pod) => [pod.metadata.name, pod]));
  const wanted = agent ? pool.spec.placeholders : 0;
  const names = new Set(Array.from({ length: wanted }, (_, at) => `${pool.metadata.name.slice(0, 50)}-hold-${at}`));
  for (const [name, pod] of have) {
    if (!isDeleting(pod) && (isFinished(pod) || !names.has(name))) await deletePod(world, pod, 0);
  }
  if (!agent) return;
  for (const name of names) {
    if (have.has(name)) continue;
    await world.pods.api
      .create(placeholder(name, pool, agent, settings))
      .then((pod) => world.pods.offer(pod))
      .catch((error: unknown) => {
        if (!isAlreadyExists(error)) throw error;
      });
  }
}

function placeholder(name: string, pool: VoicePool, agent: VoiceAgent, settings: PlaceholderSettings): Pod {
  const { runtime } = agent.spec;
  const resources = { cpu: runtime.cpuRequest, memory: runtime.memoryLimit };
  return {
    metadata: {
      name,
      namespace: pool.metadata.namespace,
      labels: {
        [labels.managedBy]: MANAGED_BY,
        [labels.pool]: pool.metadata.name,
        [labels.claim]: PLACEHOLDER,
      },
      ownerReferences: [ownerOf('VoicePool', pool)],
    },
    spec: {
      ...(settings.priorityClassName === undefined ? {} : { priorityClassName: settings.priorityClassName }),
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      nodeSelector: runtime.nodeSelector,
      ...(runtime.tolerations ? { tolerations: runtime.tolerations } : {}),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: settings.runAsUser,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'hold',
          image: settings.image,
          resources: { requests: resources, limits: { memory: runtime.memoryLimit } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  } as Pod;
}
