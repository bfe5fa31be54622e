import { labels } from '@switchboard/api';
import { afterEach, expect, it, vi } from 'vitest';
import type { VoiceSession } from '../cluster/resources.ts';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aPool, aSession } from '../testing/objects.ts';

let ground: FakeGround | undefined;
afterEach(() => ground?.close());

const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 4000, interval: 5 });

function call() {
  const { metadata, ...rest } = aSession();
  return { ...rest, metadata: { ...metadata, creationTimestamp: new Date().toISOString() } };
}

it('a session whose own pod does not start takes a warm one that becomes free, and gives its own up', async () => {
  const on = new FakeGround();
  ground = on;
  const claims = () => on.api.all('pods').map(({ metadata }) => metadata.labels?.[labels.claim]);
  on.unplaced = ({ metadata }) => metadata.labels?.[labels.claim] === 'cold';
  on.api.create('voiceagents', anAgent());
  await on.lead();
  on.api.create('voicesessions', call());
  await until(() => claims().join() === 'cold');
  on.api.create('voicepools', aPool({ min: 1, max: 1, buffer: 0 }));
  const session = () => on.api.all<VoiceSession>('voicesessions')[0];
  await until(() => session()?.status?.phase === 'Ready');
  expect(session()?.status?.pod?.warm).toBe(true);
  await until(() => claims().join() === 'claimed');
  expect(on.taken.get(session()?.metadata.uid ?? '')?.size).toBe(1);
});
