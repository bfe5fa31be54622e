import { beforeAll, describe, expect, it } from 'vitest';
import { createAgent, eventually, livekit, ownNamespace, warmPods } from '../support/index.ts';
import { ask } from '../voice/index.ts';
import { Scene } from './scene.ts';
import { callerOf, spokenCall } from './spoken.ts';

const namespace = ownNamespace('spoken', 'switchboard-system');
const scene = new Scene(namespace);

beforeAll(async () => {
  await createAgent(namespace, 'desk', { warm: 1, spec: { limits: { reconnectSeconds: 60 } } });
  await warmPods(namespace, 'desk', 1);
});

describe('a call with a voice', () => {
  it('goes on when its room is lost: the room is made again under its name', async () => {
    const { session, caller } = await spokenCall(scene, 'lost-room', 'desk');
    expect(await ask(caller, 'echo silver')).toEqual(['You said silver.']);
    const { rooms } = await livekit();
    const room = session.status?.room ?? '';
    const [before] = await rooms.listRooms([room]);
    await rooms.deleteRoom(room);
    await caller.leave();
    await eventually(
      'the agent to be in its room again',
      async () => (await rooms.listParticipants(room)).length > 0,
      60,
    );
    const [after] = await rooms.listRooms([room]);
    expect(after?.sid).not.toBe(before?.sid);
    expect(after?.metadata).toBe(before?.metadata);
    await using again = await callerOf(session);
    // It may have asked before whether anybody is still there.
    expect(await ask(again, 'echo golden')).toContain('You said golden.');
    const { status } = await scene.session('lost-room');
    expect(status).toMatchObject({ phase: 'Active', room, pod: { uid: session.status?.pod?.uid } });
    await scene.patch('voicesession', 'lost-room', { stop: true });
    expect(await scene.ended('lost-room')).toBe('Stopped');
    await scene.nothingLeft('lost-room', rooms);
  });

  it('ends at its longest with words of goodbye', async () => {
    const goodbye = 'The time is over, goodbye.';
    await createAgent(namespace, 'short', { warm: 0, spec: { goodbye, limits: { maxDurationSeconds: 12 } } });
    const { caller } = await spokenCall(scene, 'long', 'short');
    const leaving = await scene.passes('long', 'taking its leave', ({ status }) => status?.phase === 'Ending', 40);
    expect(leaving.status?.reason).toBe('MaxDuration');
    expect(await scene.ended('long')).toBe('MaxDuration');
    // The end is told on the bus, the last caption in the room: neither waits for the other.
    await caller.until('the goodbye in words', () => caller.said('agent').at(-1) === goodbye || undefined, 10_000);
    await caller.leave();
  });
});
