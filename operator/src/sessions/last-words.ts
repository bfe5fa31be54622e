import type { SessionDeps } from './deps.ts';
import type { Memory } from './memory.ts';

/**
 * A pod may have said its last while nobody led, or while its leader's reader held the report: the stream delivers it
 * again too late for who looks at the pod now. True once everything that the pod reported is known.
 */
export async function hearLastWords(podUid: string, memory: Memory, deps: SessionDeps): Promise<boolean> {
  if (memory.heardOut === podUid) return true;
  memory.moments.over ??= deps.clock.monotonic();
  if (!deps.link.up) return false;
  try {
    for (const report of await deps.link.reportsOf(podUid)) deps.inbox.put(podUid, report);
    memory.heardOut = podUid;
    return true;
  } catch (error) {
    deps.log.warn({ error, pod: podUid }, 'what a pod reported before its end could not be read');
    return false;
  }
}
