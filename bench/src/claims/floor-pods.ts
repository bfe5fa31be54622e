import { sessionSpec } from '@switchboard/api';
import { eventually } from '@switchboard/e2e';
import { type Client, type Pod, type ResourceClient, refOf } from '@switchboard/kube';
import { FLOOR_VERSION, type FloorSession, floorSessions } from './floor-resource.ts';

export interface FloorPodsPlan {
  readonly client: Client;
  readonly namespace: string;
  /** Where the pods of the claims run, so that the same ones hear of a change. */
  readonly nodeSelector: Record<string, string>;
}

const KEEPERS = ['keeper-a', 'keeper-b'];
export const isKeeper = (name: string): boolean => KEEPERS.includes(name);

const FIRST_DEADLINE = 1_000_000;
const PAUSE = process.env['SWB_PAUSE_IMAGE'] ?? 'localhost/switchboard/pause:1';

/**
 * Pods of the shape of session pods, running where those run: a change of one is heard by its node's kubelet, as a
 * claim's is. Each is claimed again and again, always for another keeper, since a pod whose owner is gone is collected.
 */
export class FloorPods {
  readonly #api: ResourceClient<Pod>;
  readonly #plan: FloorPodsPlan;
  readonly #free: Pod[] = [];
  readonly #takers: ((pod: Pod) => void)[] = [];
  readonly #untracked = new Map<string, Pod>();
  #keepers: FloorSession[] = [];
  #claims = 0;

  constructor(api: ResourceClient<Pod>, plan: FloorPodsPlan) {
    this.#api = api;
    this.#plan = plan;
  }

  async make(count: number): Promise<void> {
    const { client, namespace } = this.#plan;
    // A resource that was made this instant is refused (403) until the API server's admission knows it.
    const keeper = (name: string) =>
      eventually(`keeper ${name}`, () =>
        client.of(floorSessions).create({ metadata: { name, namespace }, spec: sessionSpec.parse({ agent: 'desk' }) }),
      );
    this.#keepers = await Promise.all(KEEPERS.map(keeper));
    const names = Array.from({ length: count }, (_, at) => `floor-${at}`);
    const lanes = Array.from({ length: 8 }, async () => {
      for (let name = names.pop(); name; name = names.pop()) await this.#api.create(this.#pod(name));
    });
    await Promise.all(lanes);
    this.#free.push(...(await this.#running(count)));
  }

  /** As it is now, whoever changed it since. */
  async take(): Promise<Pod> {
    const pod = this.#free.shift() ?? (await new Promise<Pod>((resolve) => this.#takers.push(resolve)));
    return this.#api.get({ namespace: pod.metadata.namespace, name: pod.metadata.name });
  }

  giveBack(pod: Pod): void {
    this.#untracked.set(pod.metadata.name, pod);
    const taker = this.#takers.shift();
    if (taker) taker(pod);
    else this.#free.push(pod);
  }

  /** As warm pods are: a reservation ends the tracking of fields, which makes the next one cheaper. Off the clock. */
  async trackAgain(): Promise<void> {
    const used = [...this.#untracked.values()];
    this.#untracked.clear();
    const lanes = Array.from({ length: 8 }, async () => {
      for (let pod = used.pop(); pod; pod = used.pop()) {
        const metadata = { ...refOf(pod), labels: { app: 'floor' } };
        await this.#api.apply({ metadata } as Pod, { fieldManager: 'floor' });
      }
    });
    await Promise.all(lanes);
  }

  /** What the operator changes when it reserves. */
  reservation(pod: Pod, session: FloorSession): object {
    const keeper = this.#keepers[this.#claims++ % 2];
    const { name = '', uid = '' } = keeper?.metadata ?? {};
    const owner = { apiVersion: FLOOR_VERSION, kind: 'FloorSession', name, uid, controller: true };
    return {
      metadata: {
        labels: { 'switchboard.dev/claim': 'claimed', 'switchboard.dev/session': session.metadata.name },
        annotations: {
          'switchboard.dev/session-uid': session.metadata.uid,
          'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
          'karpenter.sh/do-not-disrupt': 'true',
        },
        ownerReferences: [{ ...owner, blockOwnerDeletion: false }],
        managedFields: [{}],
      },
      spec: { activeDeadlineSeconds: (pod.spec?.activeDeadlineSeconds ?? FIRST_DEADLINE) - 1 },
    };
  }

  #running(count: number): Promise<Pod[]> {
    return eventually(
      `${count} pods of the floor`,
      async () => {
        const { items } = await this.#api.list({ namespace: this.#plan.namespace, labelSelector: 'app=floor' });
        const running = items.filter(({ status }) => status?.phase === 'Running');
        return running.length >= count ? running : undefined;
      },
      180,
    );
  }

  #pod(name: string): Pod {
    const keeper = this.#keepers[0];
    const owner = { apiVersion: FLOOR_VERSION, kind: 'FloorSession', name: keeper?.metadata.name ?? '' };
    return {
      metadata: {
        name,
        namespace: this.#plan.namespace,
        labels: { app: 'floor', 'switchboard.dev/agent': 'floor', 'switchboard.dev/claim': 'warm' },
        annotations: { 'switchboard.dev/room': 'floor_session_0_aaaaaaaaaa' },
        ownerReferences: [{ ...owner, uid: keeper?.metadata.uid ?? '', controller: true }],
      },
      spec: {
        restartPolicy: 'Never',
        // The measured pods must not push them out.
        priorityClassName: 'system-cluster-critical',
        activeDeadlineSeconds: FIRST_DEADLINE,
        terminationGracePeriodSeconds: 1,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        nodeSelector: this.#plan.nodeSelector,
        tolerations: [
          { key: 'kwok.x-k8s.io/node', operator: 'Exists' },
          { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
          { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
        ],
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          runAsGroup: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'session',
            image: PAUSE,
            imagePullPolicy: 'IfNotPresent',
            env: Array.from({ length: 10 }, (_, at) => ({ name: `VARIABLE_${at}`, value: 'a value of usual length' })),
            ports: [{ name: 'health', containerPort: 8081 }],
            resources: { requests: { cpu: '1m', memory: '16Mi' }, limits: { memory: '16Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          },
        ],
        volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '16Mi' } }],
      },
    } as unknown as Pod;
  }
}
