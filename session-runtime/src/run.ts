import { bus as contract } from '@switchboard/api';
import { answerControl, type Bus, Outbox } from '@switchboard/bus';
import { createLogger, type Logger, systemClock } from '@switchboard/service';
import { LiveKitChannel } from './channel/index.ts';
import { type Environment, EnvironmentError, readEnvironment } from './environment.ts';
import { Later } from './later.ts';
import { memoryWatch } from './memory.ts';
import { BusReporter, Call, engineFor, Pod, Pulse } from './session/index.ts';
import { leaveOnSignals, stopOnSignals } from './signals.ts';
import { busIsUp, openBus, StartError } from './startup.ts';
import { LoopLag } from './watch/index.ts';

const RUNTIME = 'switchboard/0.1.0';
const FLUSH_MS = 5000;

/** From process start to exit: one conversation, or none. */
export async function run(env: NodeJS.ProcessEnv): Promise<never> {
  const logger = createLogger({ name: 'session', level: env['SWITCHBOARD_LOG_LEVEL'] ?? 'info' });
  leaveOnSignals();
  try {
    process.exit(await live(readEnvironment(env), logger));
  } catch (error) {
    logger.error({ error }, 'the session process cannot go on');
    process.exit(exitCodeOf(error));
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof StartError) return error.exitCode;
  return error instanceof EnvironmentError ? contract.exitCodes.environment.code : contract.exitCodes.internal.code;
}

async function live(environment: Environment, logger: Logger): Promise<number> {
  const podUid = environment.SWITCHBOARD_POD_UID;
  const clock = systemClock;
  const bus = await openBus(environment, logger);
  const outbox = new Outbox(bus, { podUid });
  const channel = new LiveKitChannel(() => later.rtc(), logger);
  const later = new Later(logger, environment);
  const memory = memoryWatch(environment, { logger, call: () => pod.call });
  const pod: Pod = new Pod({
    environment,
    runtime: RUNTIME,
    channel,
    outbox,
    clock,
    logger,
    makeCall: async (assign) => {
      const parts = await later.parts();
      return new Call({
        assign,
        channel,
        clock,
        logger,
        reporter: new BusReporter({ bus, outbox, logger, podUid }, assign.session),
        makeEngine: (sink, events, signal) => engineFor(assign, { ...parts, sink, events, signal, clock }),
        observe: (ledger) => later.observe(ledger),
        memoryPeak: () => memory.peakBytes,
      });
    },
  });
  answerControl(bus, {
    podUid,
    handlers: pod.handlers,
    onFault: (kind, error) => logger.warn({ error, kind }, 'a request could not be carried out'),
  });
  stopOnSignals(pod, environment, logger);
  await Promise.race([busIsUp(bus), pod.ended]);
  new Pulse({ bus, podUid, pod, memory, lag: new LoopLag(clock, () => pod.session !== undefined), clock }).start(
    performance.now(),
  );
  bus.onEvent((event) => {
    if (event.type === 'closed' && !pod.session && pod.state !== 'Ended')
      process.exit(contract.exitCodes.busUnreachable.code);
    else if (event.type === 'closed' && pod.state !== 'Ended')
      logger.warn('the bus is closed for good: the conversation goes on unreported');
  });
  later.begin(environment, { pod, bus, memory });
  const ending = await pod.ended;
  await farewellToBus(bus, outbox, logger);
  return ending?.reason === 'RuntimeError' ? contract.exitCodes.internal.code : contract.exitCodes.ended.code;
}

async function farewellToBus(bus: Bus, outbox: Outbox, logger: Logger): Promise<void> {
  const left = await outbox.flush(FLUSH_MS);
  if (left > 0) logger.warn({ left }, 'reports could not be delivered before the end');
  outbox.stop();
  await bus.close().catch((error: unknown) => logger.debug({ error }, 'the bus was not closed cleanly'));
}
