export {
  type AdminOptions,
  type AdminServer,
  createRegistry,
  type Health,
  type HealthCheck,
  serveAdmin,
} from './admin.ts';
export { type BackoffOptions, backoffDelay } from './backoff.ts';
export { type Clock, systemClock } from './clock.ts';
export { ConfigError, loadConfig, parseConfig, readSecret } from './config.ts';
export { FakeClock } from './fake-clock.ts';
export { createLogger, type Logger, type LoggerOptions, personalFields, toggleDebugOnSignal } from './logger.ts';
export { Settings, type SettingsOptions, settingsMetrics } from './settings.ts';
export { Shutdown, type ShutdownOptions } from './shutdown.ts';
export {
  childOf,
  newTrace,
  openTracer,
  parseTraceparent,
  type Span,
  type TraceContext,
  type Tracer,
  type TracingConfig,
  traceparentOf,
  tracingConfig,
} from './tracing/index.ts';
