import { labels, MANAGED_BY } from '@switchboard/api';
import {
  type Client,
  type KubeMetrics,
  type KubeObject,
  keyOfRef,
  type Node,
  nodes,
  type Pod,
  type PodDisruptionBudget,
  podDisruptionBudgets,
  pods,
  Reflector,
  type Resource,
  type ResourceClient,
  type Secret,
  secrets,
} from '@switchboard/kube';
import type { Health } from '@switchboard/service';
import { isStarting } from '../pod/container.ts';
import { agentOf, claimOf, poolOf, sessionUidOf } from '../pod/marks.ts';
import { NodeLeases } from './node-leases.ts';
import {
  type CoreEvent,
  coreEvents,
  type VoiceAgent,
  type VoicePool,
  type VoiceSession,
  type VoiceTenant,
  voiceAgents,
  voicePools,
  voiceSessions,
  voiceTenants,
} from './resources.ts';
import { trimNode, trimPod } from './trim.ts';
import { Watched } from './watched.ts';

export interface WorldOptions {
  readonly client: Client;
  /** None: all. */
  readonly namespaces: readonly string[];
  /** Left alone where all are worked in. */
  readonly exceptNamespaces?: readonly string[];
  readonly staleAfterMs: number;
  readonly metrics?: KubeMetrics;
  readonly onError: (error: unknown) => void;
}

type Indexes<T extends KubeObject> = Record<string, (object: T) => string | undefined>;

/** `namespace/agent` of a pod, a pool or a session. */
export const agentKey = (namespace: string | undefined, agent: string | undefined): string =>
  keyOfRef({ namespace: namespace ?? '', name: agent ?? '' });

/** Everything the operator knows of the cluster, and the clients to change it. */
export class World {
  readonly agents: Watched<VoiceAgent>;
  readonly pools: Watched<VoicePool>;
  readonly sessions: Watched<VoiceSession>;
  readonly tenants: Watched<VoiceTenant>;
  readonly pods: Watched<Pod>;
  readonly nodes: Watched<Node>;
  /** Not waited for: they only tell sooner what the nodes tell as well. */
  readonly nodeLeases: NodeLeases;
  /** FailedMount only: the one place where a missing Secret is named. */
  readonly mountFailures: Watched<CoreEvent>;
  readonly secrets: ResourceClient<Secret>;
  readonly budgets: ResourceClient<PodDisruptionBudget>;
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { client } = options;
    this.secrets = client.of(secrets);
    this.budgets = client.of(podDisruptionBudgets);
    this.agents = this.#watch(voiceAgents);
    this.tenants = this.#watch(voiceTenants);
    this.pools = this.#watch(voicePools, {
      indexes: { agent: ({ metadata, spec }) => agentKey(metadata.namespace, spec.agent) },
    });
    this.sessions = this.#watch(voiceSessions, {
      indexes: {
        agent: ({ metadata, spec }) => agentKey(metadata.namespace, spec.agent),
        pod: ({ status }) => status?.pod?.uid,
      },
    });
    this.pods = this.#watch(pods, {
      labelSelector: `${labels.managedBy}=${MANAGED_BY}`,
      trim: trimPod,
      indexes: {
        session: sessionUidOf,
        pool: (pod) => poolOf(pod) && keyOfRef({ namespace: pod.metadata.namespace, name: poolOf(pod) ?? '' }),
        agent: (pod) => agentKey(pod.metadata.namespace, agentOf(pod)),
        node: (pod) => pod.spec?.nodeName,
        starting: (pod) => (isStarting(pod) ? 'all' : undefined),
        busyNode: (pod) => (claimOf(pod) === 'warm' ? undefined : pod.spec?.nodeName),
      },
    });
    this.mountFailures = this.#watch(coreEvents, {
      fieldSelector: 'involvedObject.kind=Pod,reason=FailedMount',
      indexes: { pod: ({ involvedObject }) => involvedObject.uid },
    });
    this.nodeLeases = new NodeLeases({ client, onError: options.onError });
    const nodeApi = client.of(nodes);
    this.nodes = new Watched(nodeApi, [this.#reflector(nodeApi, undefined, { trim: trimNode })]);
  }

  /** Where to look when the API server is asked itself. */
  get scopes(): readonly { readonly namespace?: string }[] {
    const { namespaces } = this.#options;
    return namespaces.length === 0 ? [{}] : namespaces.map((namespace) => ({ namespace }));
  }

  get all(): readonly Watched<never>[] {
    const { agents, pools, sessions, tenants, pods, nodes, mountFailures } = this;
    return [agents, pools, sessions, tenants, pods, nodes, mountFailures] as unknown as Watched<never>[];
  }

  /** Follows everything until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const reflectors = this.all.flatMap((watched) => watched.reflectors);
    await Promise.all([this.nodeLeases.run(signal), ...reflectors.map((reflector) => reflector.run(signal))]);
  }

  async synced(signal: AbortSignal): Promise<void> {
    await Promise.all(this.all.flatMap(({ reflectors }) => reflectors.map((reflector) => reflector.synced(signal))));
  }

  get hasSynced(): boolean {
    return this.all.every(({ reflectors }) => reflectors.every(({ hasSynced }) => hasSynced));
  }

  healthy(): Health {
    for (const { reflectors } of this.all) {
      for (const reflector of reflectors) {
        const health = reflector.healthy();
        if (!health.ok) return health;
      }
    }
    return { ok: true };
  }

  #watch<T extends KubeObject>(resource: Resource<T>, how: Selection<T> = {}): Watched<T> {
    const { client, namespaces } = this.#options;
    const api = client.of(resource);
    if (namespaces.length === 0) return new Watched(api, [this.#reflector(api, undefined, this.#elsewhere(how))]);
    return new Watched(
      api,
      namespaces.map((namespace) => this.#reflector(api, namespace, how)),
      namespaces,
    );
  }

  #elsewhere<T extends KubeObject>(how: Selection<T>): Selection<T> {
    const { exceptNamespaces = [] } = this.#options;
    const except = exceptNamespaces.map((namespace) => `metadata.namespace!=${namespace}`);
    const fields = [...(how.fieldSelector ? [how.fieldSelector] : []), ...except];
    return fields.length === 0 ? how : { ...how, fieldSelector: fields.join(',') };
  }

  #reflector<T extends KubeObject>(api: ResourceClient<T>, namespace: string | undefined, how: Selection<T>) {
    const { metrics, onError, staleAfterMs } = this.#options;
    return new Reflector<T>({ api, namespace, staleAfterMs, metrics, onError, ...how } as never);
  }
}

interface Selection<T extends KubeObject> {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly trim?: (object: T) => T;
  readonly indexes?: Indexes<T>;
}
