import type { Logger } from '@switchboard/service';
import type { Environment } from './environment.ts';
import type { Call } from './session/index.ts';
import { MemoryWatch, readMemory } from './watch/index.ts';

/** Nearing its memory limit a conversation first gives up what it can spare, then takes leave before the kernel ends it. */
export function memoryWatch(
  environment: Environment,
  wiring: { logger: Logger; call: () => Call | undefined },
): MemoryWatch {
  return new MemoryWatch({
    read: readMemory,
    shares: {
      warn: environment.SESSION_MEMORY_WARN_PERCENT / 100,
      shed: environment.SESSION_MEMORY_SHED_PERCENT / 100,
      end: environment.SESSION_MEMORY_END_PERCENT / 100,
    },
    onLevel: (level, { nowBytes, limitBytes }) => {
      wiring.logger.warn({ memoryLevel: level, nowBytes, limitBytes }, 'memory level changed');
      if (level === 'shed' || level === 'end') wiring.call()?.engine?.shed();
      if (level === 'end') void wiring.call()?.end({ reason: 'MemoryPressure', message: 'the memory limit is near' });
    },
  });
}
