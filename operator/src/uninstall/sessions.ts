import { SESSION_FINALIZER } from '@switchboard/api';
import { refOf } from '@switchboard/kube';
import { type VoiceSession, voiceSessions } from '../cluster/resources.ts';
import { ignoreGone, listOf, type Place, until } from './place.ts';

const isOver = ({ status, metadata }: VoiceSession): boolean =>
  status?.phase === 'Ended' && !metadata.finalizers?.includes(SESSION_FINALIZER);

/** Each is asked to take its leave, those that come meanwhile too. What the operator can't end is left for `release`. */
export async function endSessions(place: Place): Promise<void> {
  const { client, clock, goodbyeMs, say } = place;
  const told = new Set<string>();
  let open: VoiceSession[] = [];
  const ended = await until(clock, goodbyeMs, async () => {
    open = (await listOf(place, voiceSessions)).filter((session) => !isOver(session));
    for (const session of open) {
      if (told.has(session.metadata.uid)) continue;
      told.add(session.metadata.uid);
      if (session.spec.stop || session.status?.phase === 'Ended') continue;
      const patch = { spec: { stop: true, stopMode: 'Goodbye', stopReason: 'Drained' } };
      const { uid } = session.metadata;
      await client.of(voiceSessions).patch(refOf(session), patch, { uid }).catch(ignoreGone);
    }
    return open.length === 0;
  });
  if (told.size > 0) say(`${told.size} sessions were asked to take their leave`);
  if (!ended) say(`${open.length} had not ended after ${Math.round(goodbyeMs / 1000)} s; they are cut off`);
}

/** Nobody would release or expire them from now on. Their records stay on the bus. */
export async function releaseSessions(place: Place): Promise<void> {
  const api = place.client.of(voiceSessions);
  const all = await listOf(place, voiceSessions);
  for (const session of all) {
    const { finalizers = [], uid } = session.metadata;
    const kept = finalizers.filter((name) => name !== SESSION_FINALIZER);
    if (kept.length < finalizers.length) {
      await api.patch(refOf(session), { metadata: { finalizers: kept } }, { uid }).catch(ignoreGone);
    }
    await api.delete(refOf(session), { uid });
  }
  if (all.length > 0) place.say(`${all.length} VoiceSessions were removed; what was said stays in the records`);
}
