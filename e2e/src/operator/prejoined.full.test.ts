import { describe, expect, it } from 'vitest';
import {
  createAgent,
  eventually,
  get,
  killContainer,
  livekit,
  ownNamespace,
  runningPod,
  warmPods,
} from '../support/index.ts';
import { ask } from '../voice/index.ts';
import { Scene } from './scene.ts';
import { callerOf, spokenCall } from './spoken.ts';

const namespace = ownNamespace('prejoined', 'switchboard-system');
const scene = new Scene(namespace);
const ROOM = 'switchboard.dev/room';

interface WarmPod {
  readonly metadata: { readonly uid: string; readonly annotations: Record<string, string> };
}

async function waiting(): Promise<WarmPod[]> {
  return (await get<{ items: WarmPod[] }>('pods', '--namespace', namespace, '-l', 'switchboard.dev/claim=warm')).items;
}

/** A pod that waits in a forgotten room, and is claimed before it was retired, has lost its room once already. */
async function everyWaitingPodInItsRoom(): Promise<void> {
  const { rooms } = await livekit();
  await eventually(
    'every waiting pod to be in its room',
    async () => {
      const names = (await waiting()).map(({ metadata }) => metadata.annotations[ROOM] ?? '');
      const found = await rooms.listRooms(names);
      return names.length >= 2 && found.length === names.length;
    },
    120,
  );
  await warmPods(namespace, 'desk', 2);
}

describe('rooms that are lost', () => {
  it('the room of a waiting pod is gone: the pod is retired, and another waits', async () => {
    await createAgent(namespace, 'desk', { warm: 2, spec: { limits: { joinSeconds: 600, reconnectSeconds: 120 } } });
    await warmPods(namespace, 'desk', 2);
    const [pod] = await waiting();
    const { rooms } = await livekit();
    await rooms.deleteRoom(pod?.metadata.annotations[ROOM] ?? '');
    await eventually(
      'the pod to be retired',
      async () => (await waiting()).every(({ metadata }) => metadata.uid !== pod?.metadata.uid),
      60,
    );
    await warmPods(namespace, 'desk', 2);
  });

  it('LiveKit is restarted: a call goes on in its pod and its room, and the pool is full again', async () => {
    const { session, caller } = await spokenCall(scene, 'call', 'desk');
    expect(await ask(caller, 'echo silver')).toEqual(['You said silver.']);
    await warmPods(namespace, 'desk', 2);
    await killContainer('switchboard-dev', await runningPod('switchboard-dev', 'app.kubernetes.io/name=livekit'));
    await caller.leave();
    const { rooms } = await livekit();
    const room = session.status?.room ?? '';
    await eventually(
      'the agent to be in its room again',
      async () => (await rooms.listParticipants(room)).length > 0,
      90,
    );
    await using again = await callerOf(session);
    // It may have asked before whether anybody is still there.
    expect(await ask(again, 'echo golden')).toContain('You said golden.');
    const after = await scene.session('call');
    expect(after.status).toMatchObject({ phase: 'Active', room, pod: { uid: session.status?.pod?.uid } });
    await everyWaitingPodInItsRoom();
    await scene.patch('voicesession', 'call', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('call')).toBe('Stopped');
    await scene.nothingLeft('call', rooms);
  });

  it('LiveKit is restarted: who takes a pod that waited in a forgotten room is answered there', async () => {
    await warmPods(namespace, 'desk', 2);
    const before = (await waiting()).map(({ metadata }) => metadata.uid);
    await killContainer('switchboard-dev', await runningPod('switchboard-dev', 'app.kubernetes.io/name=livekit'));
    const { rooms } = await livekit();
    await eventually('LiveKit to answer', () =>
      rooms.listRooms().then(
        () => true,
        () => false,
      ),
    );
    const { session, caller } = await spokenCall(scene, 'soon', 'desk');
    expect(before).toContain(session.status?.pod?.uid);
    expect(await ask(caller, 'echo golden')).toEqual(['You said golden.']);
    await caller.leave();
    await scene.patch('voicesession', 'soon', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('soon')).toBe('Stopped');
    await scene.nothingLeft('soon', rooms);
    await everyWaitingPodInItsRoom();
  });

  it('the room of a call is lost a second time: the call ends with that reason', async () => {
    await scene.start('twice', 'desk');
    const { status } = await scene.inPhase('twice', 'Ready');
    const { rooms } = await livekit();
    const room = status?.room ?? '';
    const sid = async () => (await rooms.listRooms([room]))[0]?.sid;
    const first = await sid();
    await rooms.deleteRoom(room);
    await eventually(
      'the agent to be in its room again',
      async () => (await sid()) !== first && (await rooms.listParticipants(room)).length > 0,
      60,
    );
    await rooms.deleteRoom(room);
    expect(await scene.ended('twice', 90)).toBe('RoomLost');
    await scene.nothingLeft('twice', rooms);
  });
});
