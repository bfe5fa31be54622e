import { tracingConfig } from '@switchboard/service';
import { z } from 'zod';

const path = z.string().min(1);
const seconds = (min: number, max: number) => z.number().int().min(min).max(max);
const namespace = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'a namespace is a DNS label');

const livekit = z.strictObject({
  url: z.url().describe('LiveKit’s HTTP address, as this program reaches it.'),
  podUrl: z
    .string()
    .regex(/^wss?:\/\//, 'write ws:// or wss://')
    .describe('LiveKit’s WebSocket address, as session pods reach it.'),
  keyFile: path.default('/etc/switchboard/livekit/key').describe('File with the API key.'),
  secretFile: path.default('/etc/switchboard/livekit/secret').describe('File with the API secret.'),
  timeoutSeconds: seconds(1, 30).default(3).describe('Deadline of one call.'),
});

const nats = z.strictObject({
  servers: z.array(z.string().min(1)).min(1).describe('NATS servers, as this program reaches them.'),
  podServers: z.array(z.string().min(1)).min(1).optional().describe('As session pods reach them; else the same.'),
  credsFile: path.default('/etc/switchboard/nats/creds').describe('Credential of the operator.'),
  podSignerFile: path
    .default('/etc/switchboard/nats/pod-signer.json')
    .describe('Account and scoped signing key for the credentials of session pods.'),
  replicas: z.number().int().min(1).max(5).default(1).describe('Replicas of the streams.'),
});

const pods = z.strictObject({
  image: z.string().min(1).describe('Session runtime for agents that name no image.'),
  imagePullSecrets: z
    .array(z.string().min(1))
    .max(8)
    .optional()
    .describe('Secrets of each tenant’s namespace for pulling images, for agents that name none.'),
  priorityClassName: z.string().min(1).optional().describe('Priority class of live and warm pods.'),
  placeholderImage: z.string().min(1).default('registry.k8s.io/pause:3.10').describe('Image of placeholder pods.'),
  placeholderPriorityClassName: z.string().min(1).optional().describe('Priority class of placeholder pods.'),
  runAsUser: z.number().int().min(1).default(65532).describe('User and group of the session process.'),
  coldStartsPerNode: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe('Cold starts at once for each node that may take the pod.'),
  warmStartsPerNode: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(6)
    .describe('Pods that may be starting at once for each node, beyond which pools wait with their refills.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Log level of session pods.'),
});

const timers = z.strictObject({
  ackMilliseconds: z
    .number()
    .int()
    .min(200)
    .max(30_000)
    .default(3000)
    .describe('A pod that has not taken its session by then counts as deaf.'),
  agentJoinSeconds: seconds(2, 120).default(15).describe('From taking the session to the agent in its room.'),
  goodbyeSeconds: seconds(1, 300).default(15).describe('Time for the goodbye, before the pod is ended.'),
  warmStartSeconds: seconds(5, 600).default(120).describe('A warm pod that is not ready by then is replaced.'),
  janitorSeconds: seconds(5, 3600).default(30).describe('How often orphans are looked for.'),
  apiOutageGraceSeconds: seconds(30, 3600).default(300).describe('Watches older than this make the program unhealthy.'),
});

const workers = z.strictObject({
  sessions: z.number().int().min(1).max(512).default(64).describe('Sessions worked on at once.'),
  claims: z
    .number()
    .int()
    .min(1)
    .max(512)
    .default(8)
    .describe('Claims of warm pods written at once; more of them share the API server and are all ready later.'),
  pools: z.number().int().min(1).max(32).default(4).describe('Pools worked on at once.'),
  apiConnections: z.number().int().min(2).max(128).default(24).describe('Connections to the API server.'),
  refillsPerSecond: z
    .number()
    .int()
    .min(1)
    .max(500)
    .default(60)
    .describe('Warm pods made a second while no claim waits, or when none is left.'),
  refillsPerSecondBusy: z
    .number()
    .int()
    .min(1)
    .max(500)
    .default(4)
    .describe('The same while sessions are starting and the reserve is full; it rises as that shrinks.'),
});

export const configSchema = z.strictObject({
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Log level.'),
  adminPort: z.number().int().min(0).max(65_535).default(9090).describe('Port of /healthz, /readyz and /metrics.'),
  namespaces: z.array(namespace).default([]).describe('Tenants’ namespaces to work in. None named: all.'),
  exceptNamespaces: z
    .array(namespace)
    .default([])
    .describe('Namespaces to leave alone, where all are worked in: those of another installation.'),
  leaderElection: z
    .strictObject({
      namespace: namespace.default('switchboard-system').describe('Namespace of the Lease.'),
      name: z.string().default('switchboard-operator').describe('Name of the Lease.'),
      leaseSeconds: seconds(3, 120)
        .default(12)
        .describe('Another replica takes over this long after the last renewal.'),
    })
    .prefault({}),
  install: z
    .string()
    .max(50)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'write a DNS label')
    .default('switchboard')
    .describe('Tells this installation’s rooms from those of others that share a LiveKit; the metadata of each room.'),
  maxSessions: z.number().int().min(0).default(10_000).describe('Conversations of the whole installation at once.'),
  livekit,
  nats,
  pods,
  timers: timers.prefault({}),
  workers: workers.prefault({}),
  tracing: tracingConfig.prefault({}).describe('OpenTelemetry traces of the starts of conversations.'),
});
export type Config = z.output<typeof configSchema>;

/** What may change while the operator runs: each of them is read at its use. */
export const liveSettings: readonly string[] = [
  'logLevel',
  'maxSessions',
  'pods.coldStartsPerNode',
  'pods.warmStartsPerNode',
  'timers.agentJoinSeconds',
  'timers.goodbyeSeconds',
  'workers.refillsPerSecond',
  'workers.refillsPerSecondBusy',
];
