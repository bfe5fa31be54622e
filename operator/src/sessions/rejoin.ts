import { makeRoom } from './bind.ts';
import type { SessionDeps } from './deps.ts';
import type { Memory } from './memory.ts';
import type { SessionView } from './view.ts';

const ASK_DEADLINE_MS = 3000;

/**
 * The pod says that it lost its room. LiveKit may have been restarted and forgotten it: then the room is made again,
 * once, under its name, and the pod gets a fresh token for it.
 */
export async function helpToRejoin(view: SessionView, memory: Memory, deps: SessionDeps): Promise<void> {
  const { session, pod, limits } = view;
  const room = session.status?.room;
  if (!room || !pod || memory.roomMadeAgain || !view.reports.some(({ event }) => event === 'Reconnecting')) return;
  try {
    if (await deps.rooms.exists(room)) return;
    memory.roomMadeAgain = true;
    await makeRoom({ session, limits }, room, deps);
    const token = await deps.tokens.mint(room, pod.name);
    await deps.link.ask({ podUid: pod.uid, kind: 'token', message: { token }, deadlineMs: ASK_DEADLINE_MS });
  } catch (error) {
    memory.roomMadeAgain = false;
    deps.log.warn({ error, session: session.metadata.name }, 'a lost room could not be made again yet');
  }
}
