import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VoiceSession } from '../cluster/resources.ts';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aPool, aSession } from '../testing/objects.ts';

let ground: FakeGround;
beforeEach(async () => {
  ground = new FakeGround();
  ground.api.create('voiceagents', anAgent({ runtime: { prejoin: true } }));
  ground.api.create('voicepools', aPool({ min: 1, max: 1, buffer: 0 }));
  const { staff } = await ground.lead();
  await until(() => staff.deps.warm.total === 1);
});
afterEach(() => ground.close());

const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 4000, interval: 5 });
const status = () => ground.api.all<VoiceSession>('voicesessions')[0]?.status;

function call(): void {
  const { metadata, ...rest } = aSession();
  ground.api.create('voicesessions', {
    ...rest,
    metadata: { ...metadata, creationTimestamp: new Date().toISOString() },
  });
}

it('LiveKit forgot the room that a pod waits in: who claims the pod finds the room made again', async () => {
  expect(ground.rooms.names.size).toBe(1);
  ground.rooms.names.clear();
  call();
  await until(() => status()?.phase === 'Ready');
  expect(status()?.pod?.warm).toBe(true);
  expect([...ground.rooms.names]).toEqual([status()?.room]);
});

it('LiveKit is away when a pod that waits in a room is claimed: the pod is told when there is a room again', async () => {
  ground.rooms.names.clear();
  ground.rooms.away = true;
  call();
  await until(() => status()?.reason === 'LiveKitUnavailable');
  expect(ground.busy(ground.api.all('voicesessions')[0]?.metadata.uid ?? '')).toEqual([]);
  const pod = status()?.pod?.uid;
  ground.rooms.away = false;
  await until(() => status()?.phase === 'Ready');
  expect([...ground.rooms.names]).toEqual([status()?.room]);
  expect(status()?.pod?.uid).toBe(pod);
});
