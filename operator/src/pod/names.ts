import { createHash, randomBytes } from 'node:crypto';
import { NAME_SUFFIX_LENGTH, nameSuffix, podName, roomName } from '@switchboard/api';

export interface PodNames {
  readonly pod: string;
  readonly room: string;
}

/**
 * A cold pod's names follow from the session and how often it was tried, so that a pass repeated after a crash or a lost answer
 * meets its own pod (AlreadyExists) and its own room instead of making a second one.
 */
export function coldNames(agent: string, session: { uid: string; createdMs: number }, tries: number): PodNames {
  const digest = createHash('sha256').update(`${session.uid}/${tries}`).digest();
  const suffix = nameSuffix(() => digest.subarray(0, 2 * NAME_SUFFIX_LENGTH));
  return { pod: podName(agent, suffix), room: roomName(agent, { ms: session.createdMs, suffix }) };
}

export function warmNames(agent: string, nowMs: number): PodNames {
  const suffix = nameSuffix((length) => randomBytes(length));
  return { pod: podName(agent, suffix), room: roomName(agent, { ms: nowMs, suffix }) };
}
