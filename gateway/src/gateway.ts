import { createServer, type Server } from 'node:http';
import { BUCKETS, Bucket, type Bus, workersOfNamespace } from '@switchboard/bus';
import { type Client, createKubeMetrics, type KubeMetrics, Reflector } from '@switchboard/kube';
import {
  type Clock,
  createRegistry,
  type Health,
  type HealthCheck,
  type Logger,
  type Tracer,
} from '@switchboard/service';
import { Door } from './auth/authenticate.ts';
import { ClientTokens } from './auth/client-token.ts';
import { KeyStore } from './auth/key-store.ts';
import { CreateLimit, limitAddress, limitKey } from './auth/limits.ts';
import { Oidc } from './auth/oidc.ts';
import { principalOf } from './auth/principal.ts';
import { RateLimiter } from './auth/rate.ts';
import { accessRoutes } from './auth/routes.ts';
import { meRoutes, originsOf, signInRoutes } from './auth/sign-in.ts';
import type { GatewayConfig } from './config.ts';
import { Feed } from './events/feed.ts';
import { OpenStreams } from './events/open-stream.ts';
import { eventRoutes } from './events/routes.ts';
import { changeRoutes } from './fleet/changes.ts';
import { Fleet } from './fleet/fleet.ts';
import { Heartbeats } from './fleet/heartbeats.ts';
import { loadOf } from './fleet/load.ts';
import { fleetRoutes } from './fleet/routes.ts';
import { DeadDeliveries } from './hooks/dead.ts';
import { livekitRoutes, REPLAY_WINDOW_MS } from './hooks/incoming.ts';
import { Outgoing } from './hooks/outgoing.ts';
import { hookRoutes } from './hooks/routes.ts';
import { SigningKeys } from './hooks/secrets.ts';
import { createApp } from './http/app.ts';
import { answerClientErrors } from './http/client-error.ts';
import { cors, corsOfTenant } from './http/cors.ts';
import { Departure } from './http/departure.ts';
import { probeRoutes } from './http/health.ts';
import { pageRoutes } from './http/pages.ts';
import { referenceRoutes } from './http/reference.ts';
import { liveRoutes } from './live/routes.ts';
import { Metrics } from './metrics.ts';
import { Joined } from './sessions/joined.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { SessionService, voiceSessions } from './sessions/service.ts';
import { storyRoutes } from './sessions/story.ts';
import { SessionWatch } from './sessions/watch.ts';
import { shareRoutes } from './share/routes.ts';
import { standardRoutes } from './standard/routes.ts';
import { StartTraces } from './tracing.ts';

export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly livekit: { readonly key: string; readonly secret: string };
  readonly client: Client;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry?: ReturnType<typeof createRegistry>;
  /** Those of the connection that the client uses. */
  readonly kubeMetrics?: KubeMetrics;
  readonly tracer?: Tracer | undefined;
}

export interface Gateway {
  readonly server: Server;
  readonly checks: Readonly<Record<string, HealthCheck>>;
  /** Begins to watch and to hear. */
  run(signal: AbortSignal): void;
  /** Takes nothing new, ends the event streams, and answers who waits with what is known. */
  close(): Promise<void>;
}

const WORKERS_WITHIN_MS = 500;
const SWEEP_MS = 100;
const BUCKET_BYTES = 67_108_864;
/** As long as dead letters are listed. */
const HOOK_MARKS_SECONDS = 30 * 86_400;

const synced = (of: { hasSynced: boolean; healthy(): Health }): Health =>
  of.hasSynced ? of.healthy() : { ok: false, message: 'not synced yet' };

/** Everything of a gateway but its process: tests and benches start it on what they have. */
export function createGateway(parts: GatewayParts): Gateway {
  const { config, livekit, client, bus, clock, logger, registry = createRegistry() } = parts;
  const { limits } = config;
  const metrics = new Metrics(registry);
  const { kubeMetrics = createKubeMetrics(registry) } = parts;
  const traces = new StartTraces({ tracer: parts.tracer, ratio: config.tracing.ratio, clock });
  const closing = new AbortController();
  const departure = new Departure();
  const namespace = config.namespaces.length === 1 ? config.namespaces[0] : undefined;

  const reflector = new Reflector({
    api: client.of(voiceSessions),
    namespace,
    indexes: {
      namespace: (session) => session.metadata.namespace,
      pod: (session) => session.status?.pod?.uid,
      room: (session) => session.status?.room,
    },
    metrics: kubeMetrics,
    onError: (error) => logger.warn({ error }, 'watching sessions failed; trying again'),
  });
  const fleet = new Fleet(client, {
    namespace,
    metrics: kubeMetrics,
    onError: (error) => logger.warn({ error }, 'watching the fleet failed; trying again'),
  });
  const joined = new Joined(bus);
  const watch = new SessionWatch(reflector, joined);
  const feed = new Feed(bus);
  const heartbeats = new Heartbeats(bus, clock);
  const open = new OpenStreams(clock);
  metrics.followers(() => open.size);

  const limiter = new RateLimiter(clock);
  const limitsOf = (tenant: string) => fleet.limitsOf(tenant);
  const tokens = new ClientTokens(livekit.secret, clock);
  const providerFault = (error: unknown) => logger.warn({ error }, 'asking the identity provider failed');
  const door = new Door({
    authenticators: [
      new KeyStore(client, { ...config.keys, clock }),
      tokens,
      ...(config.oidc ? [new Oidc(config.oidc, { clock, onFault: providerFault })] : []),
    ],
    limiter,
    failuresPerMinute: () => limits.failuresPerMinute,
    tenants: config.namespaces,
  });
  const sessions = new SessionService({
    client,
    watch,
    signer: { ...livekit, seconds: config.livekit.tokenSeconds },
    publicUrl: config.livekit.publicUrl,
    clock,
    createLimit: new CreateLimit(limiter, limitsOf),
    accepts: () => config.sessions.accept,
    closing: closing.signal,
    traces,
  });

  const bucket = (name: 'seen' | 'hooks', ttlSeconds: number) =>
    new Bucket(bus, { name: BUCKETS[name], ttlSeconds, maxBytes: BUCKET_BYTES, replicas: config.hooks.replicas });
  const outgoing = new Outgoing({
    bus,
    fleet,
    watch,
    keys: new SigningKeys(client, config.keys.namespace, clock),
    clock,
    logger,
    metrics,
    plan: config.hooks,
  });
  const incoming = livekitRoutes({
    keys: livekit,
    seen: bucket('seen', (2 * REPLAY_WINDOW_MS) / 1000),
    watch,
    clock,
    logger,
    metrics,
    bodyBytes: limits.bodyBytes,
  });
  const dead = new DeadDeliveries(bus, bucket('hooks', HOOK_MARKS_SECONDS));

  const checks = { sessions: () => synced(reflector), fleet: () => synced(fleet) };
  const well = () => bus.state.up && Object.values(checks).every((check) => check().ok);
  const load = () => loadOf([...watch.store.list()], limits.maxSessions, well());
  const sharing = { sessions, watch, fleet, door, tokens, secret: livekit.secret, bodyBytes: limits.bodyBytes };
  const defaultTenant = config.share.tenant ?? namespace;
  const app = createApp({
    logger,
    bodyBytes: limits.bodyBytes,
    publicUrl: config.livekit.publicUrl,
    connect: originsOf(config.oidc),
    trustedProxies: config.trustedProxies,
    pages: [probeRoutes(checks, load), referenceRoutes(), pageRoutes(config.pages.directory)],
    first: [
      departure.handler,
      metrics.observe,
      traces.handler,
      cors(fleet),
      limitAddress(limiter, () => limits.addressPerMinute),
    ],
    open: [incoming, signInRoutes(config.oidc), shareRoutes({ ...sharing, defaultTenant })],
    door: [
      door.authenticate,
      corsOfTenant(fleet, (response) => principalOf(response).tenant),
      limitKey(limiter, limitsOf),
    ],
    guarded: [
      standardRoutes(sessions),
      meRoutes(),
      sessionRoutes(sessions),
      eventRoutes(sessions, open, { bus, feed, watch }),
      liveRoutes(sessions, bus),
      changeRoutes({ client, fleet, watch }),
      hookRoutes({ deliveries: () => outgoing.deliveries(), dead }),
      storyRoutes({ sessions, client, heartbeats }),
      accessRoutes({ client, tokens, keysNamespace: config.keys.namespace }),
      fleetRoutes({
        fleet,
        watch,
        heartbeats,
        clock,
        open,
        load,
        pods: (tenant) => workersOfNamespace(bus, tenant, WORKERS_WITHIN_MS),
      }),
    ],
  });

  const timeouts = { headersTimeout: limits.headerMilliseconds, requestTimeout: limits.requestMilliseconds };
  const server = createServer({ ...timeouts, connectionsCheckingInterval: 2000, keepAliveTimeout: 75_000 }, app);
  answerClientErrors(server);

  return {
    server,
    checks,
    run(signal) {
      void reflector.run(signal);
      fleet.run(signal);
      if (config.hooks.enabled) void outgoing.run(signal);
    },
    async close() {
      departure.begin();
      open.endAll();
      await clock.sleep(config.limits.drainMilliseconds);
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Followers may have come back to this gateway while others did not know yet that it goes.
      open.endAll();
      // A connection whose last answer is on its way now would stay open for its keep-alive time.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      await closed.finally(() => clearInterval(sweep));
      await outgoing.stop();
      feed.stop();
      heartbeats.stop();
      joined.stop();
    },
  };
}
