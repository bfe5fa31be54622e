import type { Bus } from '@switchboard/bus';
import { claimOf, isDeleting, isFinished, uidOf } from '../pod/marks.ts';
import type { SessionDeps } from '../sessions/deps.ts';
import { applicantOf } from '../sessions/place.ts';

/** What was admitted stays admitted: sessions with a pod count before any newcomer is looked at. */
export function restore({ world, admission, memories, roster }: SessionDeps): void {
  for (const session of world.sessions.list()) {
    if (session.status?.phase === 'Ended') continue;
    memories.remember(session, false);
    const own = world.pods.byIndex('session', session.metadata.uid).length > 0;
    const bound = session.status?.pod;
    if (bound) roster.expect(bound.uid);
    if (bound || own) admission.restore(applicantOf(session), bound !== undefined);
  }
}

/** Warm pods must tell that they are free, and pods of sessions that are not ready, whose they are. */
export function greetAll({ world, link, roster }: SessionDeps, greet: (podUid: string) => void): void {
  if (!link.up) return;
  for (const pod of world.pods.list()) {
    if (isDeleting(pod) || isFinished(pod) || pod.status?.phase !== 'Running') continue;
    const [session] = world.sessions.byIndex('pod', uidOf(pod));
    if (claimOf(pod) !== undefined && !session?.status?.readyAt && !roster.of(uidOf(pod))) greet(uidOf(pod));
  }
}

/** Pods whose silence would be the end of a conversation. */
export function* boundPods({ world }: SessionDeps): IterableIterator<string> {
  for (const { status } of world.sessions.list()) {
    if (status?.pod && status.phase !== 'Ended') yield status.pod.uid;
  }
}

/** Returns the way to stop. When the bus is back, nobody is blamed for having been silent. */
export function followBus(bus: Bus, { weather, roster, log }: SessionDeps, onUp: () => void): () => void {
  weather.became(bus.state.up);
  return bus.onEvent((event) => {
    if (event.type === 'fault') log.warn({ error: event.error }, 'the bus reported a fault');
    if (event.type !== 'up' && event.type !== 'down') return;
    log.info({ up: event.type === 'up' }, 'the bus changed');
    if (event.type === 'up') roster.pardon();
    weather.became(event.type === 'up');
    if (event.type === 'up') onUp();
  });
}
