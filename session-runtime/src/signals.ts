import { bus as contract } from '@switchboard/api';
import type { Logger } from '@switchboard/service';
import type { Environment } from './environment.ts';
import type { Pod } from './session/index.ts';

/** Of the grace period this much is kept for reporting and leaving the room. */
const LEAVE_SECONDS = 8;
const SHORTEST_GOODBYE_MS = 1000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Before there is a pod there is nothing to finish; and the first process of a container ignores what it does not handle. */
export function leaveOnSignals(): void {
  for (const signal of SIGNALS) process.on(signal, leave);
}

const leave = (): never => process.exit(contract.exitCodes.ended.code);

/** SIGTERM is a drain whose deadline is the grace period; a second one changes nothing. */
export function stopOnSignals(pod: Pod, environment: Environment, logger: Logger): void {
  const withinMs = Math.max(SHORTEST_GOODBYE_MS, (environment.SWITCHBOARD_GRACE_SECONDS - LEAVE_SECONDS) * 1000);
  for (const signal of SIGNALS) {
    process.off(signal, leave);
    process.on(signal, () => {
      logger.info({ signal }, 'told to stop');
      void pod.stop({ reason: 'Drained', message: 'the pod was told to stop', withinMs });
    });
  }
}
