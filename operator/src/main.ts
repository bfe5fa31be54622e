import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Bus, PodMinter, parsePodSigner } from '@switchboard/bus';
import { Client, type Controller, connect, createKubeMetrics, Elector, Recorder } from '@switchboard/kube';
import {
  createLogger,
  createRegistry,
  loadConfig,
  openTracer,
  readSecret,
  Settings,
  Shutdown,
  serveAdmin,
  systemClock,
  toggleDebugOnSignal,
} from '@switchboard/service';
import { FleetView } from './bus/fleet.ts';
import { BusPodLink } from './bus/pod-link.ts';
import { World } from './cluster/world.ts';
import { configSchema, liveSettings } from './config.ts';
import { healthOf } from './health.ts';
import { lead } from './leader/lead.ts';
import { LiveKitRooms } from './livekit/rooms.ts';
import { LiveKitTokens } from './livekit/tokens.ts';
import { Metrics } from './metrics.ts';
import type { SessionDeps } from './sessions/deps.ts';

const config = loadConfig(configSchema);
const log = createLogger({ name: 'operator', level: config.logLevel });
toggleDebugOnSignal(log);
const shutdown = new Shutdown({ logger: log, boundMs: 20_000 }).listen();
const registry = createRegistry();
const kubeMetrics = createKubeMetrics(registry);
const metrics = new Metrics(registry);
const clock = systemClock;

const { apiConnections, ...workers } = config.workers;
const connection = connect({ connections: apiConnections, userAgent: 'switchboard-operator', metrics: kubeMetrics });
const unguarded = new Client(connection, { fieldManager: 'switchboard-operator' });
// A connection of its own: a rush of claims on the others must not cost the lease.
const leaseConnection = connect({ connections: 1, userAgent: 'switchboard-operator-lease', metrics: kubeMetrics });
const instance = `${process.env['POD_NAME'] ?? hostname()}_${randomUUID()}`;
const { namespace, name, leaseSeconds } = config.leaderElection;
const elector = new Elector({
  client: new Client(leaseConnection, { fieldManager: 'switchboard-operator' }),
  namespace,
  name,
  identity: instance,
  leaseDurationMs: leaseSeconds * 1000,
  renewDeadlineMs: leaseSeconds * 850,
  retryPeriodMs: leaseSeconds * 130,
  metrics: kubeMetrics,
  onError: (error) => log.warn({ error }, 'the lease could not be renewed'),
});
const client = unguarded.guardedBy(elector);
const world = new World({
  client,
  namespaces: config.namespaces,
  exceptNamespaces: config.exceptNamespaces,
  staleAfterMs: config.timers.apiOutageGraceSeconds * 1000,
  metrics: kubeMetrics,
  onError: (error) => log.warn({ error }, 'a watch failed; it is resumed'),
});
const bus = Bus.open({
  servers: config.nats.servers,
  identity: { program: 'operator' },
  // The client's parser wants the newline that readSecret takes off.
  credentials: () => `${readSecret(config.nats.credsFile)}\n`,
});
const key = readSecret(config.livekit.keyFile);
const secret = readSecret(config.livekit.secretFile);
const { url, timeoutSeconds } = config.livekit;

const tracer = await openTracer({
  service: 'switchboard-operator',
  endpoint: config.tracing.endpoint,
  onError: (error) => log.warn({ error }, 'traces were not taken'),
});
let work: { controllers: readonly Controller[]; deps: SessionDeps } | undefined;
const settings = new Settings({
  schema: configSchema,
  running: config,
  live: liveSettings,
  logger: log,
  registry,
  onChange: () => {
    log.level = config.logLevel;
    work?.deps.admission.boundsChanged();
  },
});
const fleet = new FleetView(world, clock);
metrics.watch({
  live: () => work?.deps.admission.totals.admitted ?? 0,
  waiting: () => work?.deps.admission.totals.waiting ?? 0,
  coldStarts: () => work?.deps.cold.size ?? 0,
  warm: () => work?.deps.warm.total ?? 0,
  busUp: () => bus.state.up,
  limit: () => config.maxSessions,
  poolsEmpty: () => [...world.pools.list()].filter(({ status }) => status?.desired && !status.ready).length,
  fleet: () => fleet.figures(work?.deps.roster),
});
const admin = await serveAdmin({ port: config.adminPort, registry, ...healthOf(world, () => work?.controllers ?? []) });
log.info({ port: admin.port, workers }, 'started');

void settings.follow(shutdown.signal);
const following = world.run(shutdown.signal);
const reigning = elector.run(shutdown.signal, (signal) =>
  lead(
    {
      process: {
        config,
        world,
        clock,
        log,
        metrics,
        events: new Recorder({
          client,
          controller: 'switchboard.dev/operator',
          instance,
          onError: (error) => log.debug({ error }, 'an Event could not be written'),
        }),
        link: new BusPodLink(bus),
        rooms: new LiveKitRooms({ url, key, secret, install: config.install, timeoutSeconds }),
        tokens: new LiveKitTokens({ key, secret }),
        tracer,
        minter: new PodMinter(parsePodSigner(readSecret(config.nats.podSignerFile))),
      },
      bus,
      kubeMetrics,
      ending: shutdown.signal,
      onWork: (now) => {
        work = now;
      },
    },
    signal,
  ),
);
shutdown.add('connections', async () => {
  await tracer?.flush();
  await bus.close();
  await Promise.all([connection.close(), leaseConnection.close()]);
  await admin.close();
});
shutdown.add('leadership', () => reigning);
await Promise.all([following, reigning]).catch((error: unknown) => {
  log.fatal({ error }, 'the operator can not go on');
  return shutdown.begin('failure', 1);
});
