import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Bus } from '@switchboard/bus';
import { Client, connect, createKubeMetrics, Reflector } from '@switchboard/kube';
import {
  createLogger,
  createRegistry,
  type Health,
  loadConfig,
  readSecret,
  Shutdown,
  serveAdmin,
  systemClock,
  toggleDebugOnSignal,
} from '@switchboard/service';
import { authenticate } from './auth/authenticate.ts';
import { KeyStore } from './auth/key-store.ts';
import { gatewayConfig } from './config.ts';
import { Feed } from './events/feed.ts';
import { eventRoutes } from './events/routes.ts';
import { changeRoutes } from './fleet/changes.ts';
import { Fleet } from './fleet/fleet.ts';
import { Heartbeats } from './fleet/heartbeats.ts';
import { fleetRoutes } from './fleet/routes.ts';
import { createApp } from './http/app.ts';
import { probeRoutes } from './http/health.ts';
import { referenceRoutes } from './http/reference.ts';
import { liveRoutes } from './live/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { SessionService, voiceSessions } from './sessions/service.ts';
import { SessionWatch } from './sessions/watch.ts';
import { standardRoutes } from './standard/routes.ts';

const config = loadConfig(gatewayConfig);
const logger = createLogger({ name: 'gateway', level: config.logLevel });
toggleDebugOnSignal(logger);
const shutdown = new Shutdown({ logger, boundMs: 25_000 }).listen();
const registry = createRegistry();
const metrics = createKubeMetrics(registry);
const connection = connect({ metrics, userAgent: 'switchboard-gateway' });
const client = new Client(connection, { fieldManager: 'switchboard-gateway' });
const namespace = config.namespaces.length === 1 ? config.namespaces[0] : undefined;
const reflector = new Reflector({
  api: client.of(voiceSessions),
  namespace,
  indexes: { namespace: (session) => session.metadata.namespace },
  metrics,
  onError: (error) => logger.warn({ error }, 'watching sessions failed; trying again'),
});
const watch = new SessionWatch(reflector);
const fleet = new Fleet(client, {
  namespace,
  metrics,
  onError: (error) => logger.warn({ error }, 'watching the fleet failed; trying again'),
});
const bus = Bus.open({
  servers: config.nats.servers,
  identity: { program: 'gateway' },
  credentials: () => readFileSync(config.nats.credsFile, 'utf8'),
});
bus.onEvent((event) => logger.info({ event: event.type }, 'bus changed'));
const feed = new Feed(bus);
const heartbeats = new Heartbeats(bus, systemClock);
const signer = {
  key: readSecret(config.livekit.keyFile),
  secret: readSecret(config.livekit.secretFile),
  seconds: config.livekit.tokenSeconds,
};
const sessions = new SessionService({ client, watch, signer, publicUrl: config.livekit.publicUrl, clock: systemClock });
const synced = (of: { hasSynced: boolean; healthy(): Health }) =>
  of.hasSynced ? of.healthy() : { ok: false, message: 'not synced yet' };
const checks = { sessions: () => synced(reflector), fleet: () => synced(fleet) };
const app = createApp({
  logger,
  bodyBytes: config.limits.bodyBytes,
  trustedProxies: config.trustedProxies,
  open: [probeRoutes(checks), referenceRoutes()],
  authenticate: authenticate([new KeyStore(client, { ...config.keys, clock: systemClock })]),
  guarded: [
    { path: '/', router: standardRoutes(sessions) },
    { path: '/v1', router: sessionRoutes(sessions, watch) },
    { path: '/v1', router: eventRoutes(sessions, { bus, feed, watch }) },
    { path: '/v1', router: liveRoutes(sessions, bus) },
    { path: '/v1', router: changeRoutes({ client, fleet, watch }) },
    { path: '/v1', router: fleetRoutes({ fleet, watch, heartbeats, clock: systemClock }) },
  ],
});
const server = createServer(
  { headersTimeout: config.limits.headerMilliseconds, requestTimeout: config.limits.requestMilliseconds },
  app,
);

void reflector.run(shutdown.signal);
fleet.run(shutdown.signal);
const admin = await serveAdmin({ port: config.adminPort, registry, ready: checks });
server.listen(config.port, () => logger.info({ port: config.port }, 'gateway listens'));
shutdown.add('connection', () => connection.close());
shutdown.add('bus', () => bus.close());
shutdown.add('feeds', () => {
  feed.stop();
  heartbeats.stop();
});
shutdown.add('admin server', () => admin.close());
shutdown.add('server', () => new Promise<void>((resolve) => server.close(() => resolve())));
