import type { SessionDeps } from './deps.ts';
import type { LastWords, Memory } from './memory.ts';

export type LastWordsDeps = Pick<SessionDeps, 'clock' | 'link' | 'inbox' | 'log'>;

/**
 * A pod may have said its last while nobody led, or while its leader's reader held the report: the stream delivers it
 * again too late for who looks at the pod now. True once everything that the pod reported is known.
 */
export async function hearLastWords(podUid: string, memory: Memory, deps: LastWordsDeps): Promise<boolean> {
  memory.moments.over ??= deps.clock.monotonic();
  memory.lastWords ??= { heard: false, logged: false };
  const { lastWords } = memory;
  if (lastWords.heard) return true;
  try {
    if (!deps.link.up) throw new Error('the bus is away');
    for (const report of await deps.link.reportsOf(podUid)) deps.inbox.put(podUid, report);
    lastWords.heard = true;
  } catch (error) {
    logOnce(error, podUid, lastWords, deps);
  }
  return lastWords.heard;
}

/** Every pass would say the same, two a second, for as long as the bus is away. */
function logOnce(error: unknown, pod: string, lastWords: LastWords, { log }: LastWordsDeps): void {
  if (lastWords.logged) return;
  lastWords.logged = true;
  log.warn({ error, pod }, 'what a pod reported before it ended can’t be read yet; it is tried again');
}
