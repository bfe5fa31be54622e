import { busSecretName, bus as contract } from '@switchboard/api';
import { isNotFound, type Pod, type Ref, type ResourceClient } from '@switchboard/kube';
import { kubectl } from '../support/kubectl.ts';
import type { Process } from './ground.ts';

const HEALTH_PORT = 8081;
const BUS_DIRECTORY = '/etc/switchboard/bus';
// Keeps the pod's last status readable after it was deleted, for its exit code.
const FINALIZER = 'switchboard.dev/conformance';
const LOOK_MS = 250;

export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly graceSeconds: number;
  readonly env: Readonly<Record<string, string>>;
  readonly without: string;
}

/** A session pod as the contract promises it. */
/** A session pod's: without it, a real session would drive this one off a full node. */
const PRIORITY = 'switchboard-live-switchboard-system';

export function podOf({ name, namespace, image, graceSeconds, env, without }: PodPlan): Pod {
  const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
  const variables = [
    ...Object.entries(env).map(([key, value]) => ({ name: key, value })),
    { name: 'SWITCHBOARD_POD_UID', ...field('metadata.uid') },
    { name: 'SWITCHBOARD_POD_NAME', ...field('metadata.name') },
    { name: 'SWITCHBOARD_NAMESPACE', ...field('metadata.namespace') },
    { name: 'SWITCHBOARD_NATS_CREDS', value: `${BUS_DIRECTORY}/creds` },
    { name: 'SWITCHBOARD_HEALTH_PORT', value: `${HEALTH_PORT}` },
  ];
  const bounded = { memory: '300Mi', 'ephemeral-storage': '64Mi' };
  return {
    metadata: { name, namespace, finalizers: [FINALIZER] },
    spec: {
      restartPolicy: 'Never',
      priorityClassName: PRIORITY,
      activeDeadlineSeconds: 600,
      terminationGracePeriodSeconds: graceSeconds,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        fsGroup: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'session',
          image,
          env: variables.filter((variable) => variable.name !== without),
          ports: [{ name: 'media', containerPort: contract.MEDIA_PORT }],
          resources: { requests: { cpu: '20m', ...bounded }, limits: bounded },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [
            { name: 'tmp', mountPath: '/tmp' },
            { name: 'bus', mountPath: BUS_DIRECTORY, readOnly: true },
          ],
        },
      ],
      volumes: [
        { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
        { name: 'bus', secret: { secretName: busSecretName(name), defaultMode: 0o440 } },
      ],
    },
  } as Pod;
}

/** A pod as the checker sees it: when it runs, and with what code it ended. */
export class ClusterProcess implements Process {
  readonly podUid: string;
  readonly pod: string;
  readonly namespace: string;
  readonly running: Promise<number>;
  readonly exited: Promise<number>;
  readonly #pods: ResourceClient<Pod>;
  readonly #stop = new AbortController();

  constructor(
    pods: ResourceClient<Pod>,
    { podUid, pod, namespace }: { podUid: string; pod: string; namespace: string },
  ) {
    this.#pods = pods;
    this.podUid = podUid;
    this.pod = pod;
    this.namespace = namespace;
    const running = Promise.withResolvers<number>();
    const exited = Promise.withResolvers<number>();
    this.running = running.promise;
    this.exited = exited.promise;
    void this.#watch(running.resolve, exited.resolve);
  }

  async healthUrl(): Promise<string> {
    const { status } = await this.#get();
    return `http://${status?.podIP}:${HEALTH_PORT}`;
  }

  async terminate(): Promise<void> {
    await this.#pods.delete(this.#ref());
  }

  output(): Promise<string> {
    return kubectl(['logs', this.pod, '--namespace', this.namespace, '--tail=40']).catch(
      (error: Error) => error.message,
    );
  }

  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#pods.delete(this.#ref(), { gracePeriodSeconds: 0 });
    await release(this.#pods, this.#ref());
  }

  async #watch(runs: (at: number) => void, ended: (code: number) => void): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const state = await this.#get().then(
        ({ status }) => status?.containerStatuses?.[0]?.state,
        () => undefined,
      );
      if (state?.running || state?.terminated) runs(performance.now());
      if (state?.terminated) return ended(state.terminated.exitCode);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #get(): Promise<Pod> {
    return this.#pods.get(this.#ref());
  }

  #ref(): Ref {
    return { namespace: this.namespace, name: this.pod };
  }
}

export async function release(pods: ResourceClient<Pod>, ref: Ref): Promise<void> {
  await pods.patch(ref, { metadata: { finalizers: null } }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
