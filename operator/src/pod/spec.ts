import { type AgentRuntime, annotations, bus, busSecretName, labels, MANAGED_BY } from '@switchboard/api';
import type { OwnerReference, Pod } from '@switchboard/kube';
import { guardAnnotations, SAFE_TO_EVICT } from './marks.ts';
import type { PodNames } from './names.ts';

/** What the installation adds to every agent's runtime. */
export interface PodDefaults {
  readonly image: string;
  readonly imagePullSecrets?: readonly string[] | undefined;
  readonly priorityClassName?: string | undefined;
  readonly runAsUser: number;
  readonly natsUrl: string;
  readonly logLevel: string;
}

export interface PodRequest {
  readonly namespace: string;
  readonly agent: string;
  readonly names: PodNames;
  readonly runtime: AgentRuntime;
  readonly hash: string;
  readonly owner: OwnerReference;
  readonly deadlineSeconds: number;
  readonly purpose:
    | { readonly claim: 'warm'; readonly pool: string }
    | { readonly claim: 'cold'; readonly session: { readonly name: string; readonly uid: string } };
}

const HEALTH_PORT = 8081;
const BUS_DIRECTORY = '/etc/switchboard/bus';

export function sessionPod(request: PodRequest, defaults: PodDefaults): Pod {
  return { metadata: metadata(request), spec: spec(request, defaults) } as Pod;
}

function metadata({ namespace, agent, names, hash, owner, purpose }: PodRequest): Pod['metadata'] {
  return {
    name: names.pod,
    namespace,
    labels: {
      [labels.managedBy]: MANAGED_BY,
      [labels.agent]: agent,
      [labels.runtimeHash]: hash,
      [labels.claim]: purpose.claim,
      ...(purpose.claim === 'warm' ? { [labels.pool]: purpose.pool } : { [labels.session]: purpose.session.name }),
    },
    annotations: {
      [annotations.room]: names.room,
      ...(purpose.claim === 'warm'
        ? { [SAFE_TO_EVICT]: 'true' }
        : { [annotations.sessionUid]: purpose.session.uid, ...guardAnnotations }),
    },
    ownerReferences: [owner],
  };
}

function spec({ agent, names, runtime, deadlineSeconds }: PodRequest, defaults: PodDefaults): Pod['spec'] {
  const priorityClassName = runtime.priorityClassName ?? defaults.priorityClassName;
  const imagePullSecrets = runtime.imagePullSecrets ?? defaults.imagePullSecrets;
  return {
    restartPolicy: 'Never',
    activeDeadlineSeconds: deadlineSeconds,
    terminationGracePeriodSeconds: runtime.terminationGraceSeconds,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: runtime.nodeSelector,
    tolerations: [...lossIsJudgedByHeartbeat, ...(runtime.tolerations ?? []).map(defined)],
    topologySpreadConstraints: [
      {
        topologyKey: runtime.topologySpread.topologyKey,
        maxSkew: runtime.topologySpread.maxSkew,
        whenUnsatisfiable: runtime.topologySpread.whenUnsatisfiable,
        labelSelector: { matchLabels: { [labels.managedBy]: MANAGED_BY, [labels.agent]: agent } },
      },
    ],
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    ...(runtime.runtimeClassName === undefined ? {} : { runtimeClassName: runtime.runtimeClassName }),
    ...(imagePullSecrets ? { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) } : {}),
    ...(runtime.resourceClaims ? { resourceClaims: runtime.resourceClaims } : {}),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: defaults.runAsUser,
      runAsGroup: defaults.runAsUser,
      fsGroup: defaults.runAsUser,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(runtime, defaults, agent)],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: runtime.ephemeralStorageLimit } },
      { name: 'bus', secret: { secretName: busSecretName(names.pod), defaultMode: 0o440 } },
      ...(runtime.secrets ?? []).map(({ name, secretName }) => ({
        name: secretVolume(name),
        secret: { secretName, defaultMode: 0o440 },
      })),
    ],
  };
}

// Without these the API server adds tolerations that evict every pod of a node after 300 s of a dead kubelet,
// which alone ends no call.
const lossIsJudgedByHeartbeat = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
}));

/** Without the fields that are undefined, which an optional field may not be. */
function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

type Container = NonNullable<Pod['spec']>['containers'][number];

// No probes: a pod is ready when it answers on the bus, and dead when its heartbeats stop. A liveness probe that
// misses its time on a busy node would end a call.
function container(runtime: AgentRuntime, defaults: PodDefaults, agent: string): Container {
  return {
    name: 'session',
    image: runtime.image ?? defaults.image,
    imagePullPolicy: runtime.imagePullPolicy,
    env: environment(runtime, defaults, agent),
    ports: [
      { name: 'health', containerPort: HEALTH_PORT },
      { name: 'media', containerPort: bus.MEDIA_PORT },
    ],
    resources: resources(runtime),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'bus', mountPath: BUS_DIRECTORY, readOnly: true },
      ...(runtime.secrets ?? []).map(({ name }) => ({
        name: secretVolume(name),
        mountPath: `${bus.SECRETS_DIRECTORY}/${name}`,
        readOnly: true,
      })),
    ],
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

// A volume's name is a DNS label like the entry's, so the prefix could make it too long.
const secretVolume = (name: string): string => `s-${name}`.slice(0, 63);

function resources(runtime: AgentRuntime): NonNullable<Container['resources']> {
  const bounded = { memory: runtime.memoryLimit, 'ephemeral-storage': runtime.ephemeralStorageLimit };
  const gpu = runtime.gpu ? { [runtime.gpu.resourceName]: String(runtime.gpu.count) } : {};
  return {
    requests: { cpu: runtime.cpuRequest, ...bounded, ...gpu },
    limits: { ...bounded, ...gpu },
    ...(runtime.resourceClaims ? { claims: runtime.resourceClaims.map(({ name }) => ({ name })) } : {}),
  };
}

function environment(runtime: AgentRuntime, defaults: PodDefaults, agent: string): NonNullable<Container['env']> {
  const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
  return [
    { name: 'SWITCHBOARD_CONTRACT', value: bus.CONTRACT },
    { name: 'SWITCHBOARD_POD_UID', ...field('metadata.uid') },
    { name: 'SWITCHBOARD_POD_NAME', ...field('metadata.name') },
    { name: 'SWITCHBOARD_NAMESPACE', ...field('metadata.namespace') },
    { name: 'SWITCHBOARD_AGENT', value: agent },
    { name: 'SWITCHBOARD_NATS_URL', value: defaults.natsUrl },
    { name: 'SWITCHBOARD_NATS_CREDS', value: `${BUS_DIRECTORY}/creds` },
    { name: 'SWITCHBOARD_HEALTH_PORT', value: String(HEALTH_PORT) },
    { name: 'SWITCHBOARD_GRACE_SECONDS', value: String(runtime.terminationGraceSeconds) },
    { name: 'SWITCHBOARD_LOG_LEVEL', value: defaults.logLevel },
    ...(runtime.env ?? []).map(({ name, value }) => ({ name, value })),
  ];
}
