import { z } from 'zod';

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
      /** Conversations that the whole installation takes; for /health and /v1/capacity. */
      maxSessions: z.int().min(1).default(1000),
    })
    .prefault({}),
  /** Proxies in front of the gateway whose X-Forwarded-For is believed. */
  trustedProxies: z.array(z.string()).default([]),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;
