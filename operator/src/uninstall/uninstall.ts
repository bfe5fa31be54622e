import type { Place } from './place.ts';
import { refuseNewSessions, removeTestPod, stopOperator } from './programs.ts';
import { removeBudgets, removePods, removeRooms } from './remains.ts';
import { endSessions, releaseSessions } from './sessions.ts';

/**
 * Leaves nothing that only a running operator could remove: no live pod, no finalizer, no budget, no room. Agents, pools
 * and tenants stay, as the CRDs do. Every step has a bound, and all of it can be done again.
 */
export async function uninstall(place: Place): Promise<void> {
  await refuseNewSessions(place);
  await endSessions(place);
  await stopOperator(place);
  await removePods(place);
  await releaseSessions(place);
  await removeBudgets(place);
  await removeRooms(place);
  await removeTestPod(place);
  place.say('nothing is left that needs the operator');
}
