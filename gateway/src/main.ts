import { readFileSync } from 'node:fs';
import { Bus } from '@switchboard/bus';
import { Client, connect, createKubeMetrics } from '@switchboard/kube';
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
import { gatewayConfig, liveSettings } from './config.ts';
import { createGateway } from './gateway.ts';

const config = loadConfig(gatewayConfig);
const logger = createLogger({ name: 'gateway', level: config.logLevel });
toggleDebugOnSignal(logger);
const shutdown = new Shutdown({ logger, boundMs: 25_000 }).listen();
const registry = createRegistry();
const kubeMetrics = createKubeMetrics(registry);
const connection = connect({ userAgent: 'switchboard-gateway', metrics: kubeMetrics });
const bus = Bus.open({
  servers: config.nats.servers,
  identity: { program: 'gateway' },
  credentials: () => readFileSync(config.nats.credsFile, 'utf8'),
});
bus.onEvent((event) => logger.info({ event: event.type }, 'bus changed'));
const tracer = await openTracer({
  service: 'switchboard-gateway',
  endpoint: config.tracing.endpoint,
  onError: (error) => logger.warn({ error }, 'traces were not taken'),
});
const gateway = createGateway({
  config,
  livekit: { key: readSecret(config.livekit.keyFile), secret: readSecret(config.livekit.secretFile) },
  client: new Client(connection, { fieldManager: 'switchboard-gateway' }),
  bus,
  clock: systemClock,
  logger,
  registry,
  kubeMetrics,
  tracer,
});

const settings = new Settings({
  schema: gatewayConfig,
  running: config,
  live: liveSettings,
  logger,
  registry,
  onChange: () => {
    logger.level = config.logLevel;
  },
});
const watching = new AbortController();
void settings.follow(watching.signal);
gateway.run(watching.signal);
const admin = await serveAdmin({ port: config.adminPort, registry, ready: gateway.checks });
gateway.server.listen(config.port, () => logger.info({ port: config.port }, 'gateway listens'));
shutdown.add('traces', () => tracer?.flush());
shutdown.add('connection', () => connection.close());
shutdown.add('watches', () => watching.abort());
shutdown.add('bus', () => bus.close());
shutdown.add('admin server', () => admin.close());
shutdown.add('gateway', () => gateway.close());
