import { tracingConfig } from '@switchboard/service';
import { z } from 'zod';
import { oidcConfig } from './auth/oidc.ts';

const port = z.int().min(0).max(65_535);
const file = z.string().min(1);

export const gatewayConfig = z.strictObject({
  /** The API, the console and the Talk page. */
  port: port.default(8080),
  /** /metrics and the kubelet's probes, for the cluster only. */
  adminPort: port.default(9090),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** Namespaces that are tenants; empty means every namespace with sessions in it. */
  namespaces: z.array(z.string()).default([]),
  keys: z
    .strictObject({
      /** The one namespace whose Secrets are API keys. */
      namespace: z.string().default('switchboard-keys'),
      /** How long a looked-up key is believed, and so how long a revoked one may still work. */
      cacheSeconds: z.int().min(0).max(300).default(15),
    })
    .prefault({}),
  livekit: z.strictObject({
    /** As clients reach it: ws:// or wss://. */
    publicUrl: z.string().regex(/^wss?:\/\//, 'must begin with ws:// or wss://'),
    keyFile: file.default('/etc/switchboard/livekit/key'),
    secretFile: file.default('/etc/switchboard/livekit/secret'),
    /** A client must connect within this; it does not end a call. */
    tokenSeconds: z.int().min(10).max(600).default(120),
  }),
  nats: z.strictObject({
    servers: z.array(z.string().min(1)).min(1),
    credsFile: file.default('/etc/switchboard/nats/creds'),
  }),
  limits: z
    .strictObject({
      bodyBytes: z.int().min(1024).max(1_048_576).default(65_536),
      headerMilliseconds: z.int().min(1000).max(60_000).default(10_000),
      requestMilliseconds: z.int().min(5000).max(300_000).default(90_000),
      /** From the order to go until the listener closes: connections are told to leave meanwhile. */
      drainMilliseconds: z.int().min(0).max(15_000).default(2000),
      /** Requests a minute from one address, before it is known who asks; for each replica. */
      addressPerMinute: z.int().min(1).max(10_000_000).default(12_000),
      /** Wrong keys a minute from one address; for each replica. */
      failuresPerMinute: z.int().min(1).max(100_000).default(120),
      /** Conversations that the whole installation takes; for /health. */
      maxSessions: z.int().min(1).default(1000),
    })
    .prefault({}),
  sessions: z
    .strictObject({
      /** false: no new conversations; those that are there go on, and repeats of a request are answered. */
      accept: z.boolean().default(true),
    })
    .prefault({}),
  /** Tokens of an identity provider, beside API keys. */
  oidc: oidcConfig.optional(),
  share: z
    .strictObject({
      /** Tenant of links that name none. Absent: such links lead nowhere. */
      tenant: z.string().optional(),
    })
    .prefault({}),
  pages: z
    .strictObject({
      /** Folder with the console and the Talk page; nothing there means that there are no pages. */
      directory: z.string().default('console'),
    })
    .prefault({}),
  hooks: z
    .strictObject({
      enabled: z.boolean().default(true),
      replicas: z.int().min(1).max(5).default(1),
      maxBytes: z.int().min(1_048_576).default(268_435_456),
      /** Whether hooks may go to private addresses wherever the VoiceTenant allows it. */
      allowPrivate: z.boolean().default(true),
    })
    .prefault({}),
  /** OpenTelemetry traces of the starts of conversations. */
  tracing: tracingConfig.prefault({}),
  /** Proxies in front of the gateway whose X-Forwarded-For is believed. */
  trustedProxies: z.array(z.string()).default([]),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;

/** What may change while the gateway runs: each of them is read at its use. */
export const liveSettings: readonly string[] = [
  'logLevel',
  'limits.addressPerMinute',
  'limits.failuresPerMinute',
  'limits.maxSessions',
  'sessions.accept',
];
