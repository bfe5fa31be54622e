import { imageRef } from './cluster.ts';
import { eventually } from './eventually.ts';
import { create, get, kubectl } from './kubectl.ts';

export interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
    readonly podIP?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly {
      /** Not there before the container was made. */
      readonly containerID?: string;
      readonly restartCount: number;
      readonly ready: boolean;
      readonly state: { readonly terminated?: { readonly reason: string; readonly exitCode: number } };
    }[];
  };
}

interface ProbeOptions {
  readonly namespace: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly memory?: string;
  readonly gpus?: number;
}

/** A pod of the probe image that Pod Security "restricted" admits. */
export function probePod({ namespace, name, args, env = {}, memory = '200Mi', gpus }: ProbeOptions): object {
  const extended = gpus === undefined ? {} : { 'nvidia.com/gpu': gpus };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 2,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'probe',
          image: imageRef('e2e-probe'),
          args,
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          resources: { requests: { cpu: '10m', memory, ...extended }, limits: { memory, ...extended } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}

export async function runProbe(options: ProbeOptions): Promise<void> {
  await create(probePod(options));
}

export const pod = (namespace: string, name: string): Promise<Pod> => get<Pod>('pod', name, '--namespace', namespace);

export const logsOf = (namespace: string, name: string): Promise<string> =>
  kubectl(['logs', name, '--namespace', namespace]);

export function podIn(phase: Pod['status']['phase'], namespace: string, name: string, seconds = 90): Promise<Pod> {
  return eventually(
    `pod ${name} in phase ${phase}`,
    async () => {
      const found = await pod(namespace, name);
      return found.status.phase === phase ? found : undefined;
    },
    seconds,
  );
}

export const serviceAddress = async (namespace: string, name: string): Promise<string> =>
  (await get<{ spec: { clusterIP: string } }>('service', name, '--namespace', namespace)).spec.clusterIP;

/** The name of a running pod with the label. */
export async function runningPod(namespace: string, label: string): Promise<string> {
  const { items } = await get<{ items: readonly { metadata: { name: string; deletionTimestamp?: string } }[] }>(
    'pods',
    '--namespace',
    namespace,
    '-l',
    label,
    '--field-selector=status.phase=Running',
  );
  const found = items.find(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (!found) throw new Error(`no pod with ${label} runs in ${namespace}`);
  return found.metadata.name;
}
