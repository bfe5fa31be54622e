import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VoiceSession } from '../cluster/resources.ts';
import type { Intercept, Write } from '../testing/fake-api.ts';
import { FakeGround } from '../testing/fake-ground.ts';
import { anAgent, aPool, aSession, UID } from '../testing/objects.ts';

/** Called now: a successor would find an older one past its pending limit. */
function call(finalizers: string[] = []) {
  const { metadata, ...rest } = aSession();
  return { ...rest, metadata: { ...metadata, creationTimestamp: new Date().toISOString(), finalizers } };
}

const KEY = { namespace: 'tenant', name: 'call' };
let ground: FakeGround | undefined;
afterEach(() => ground?.close());

const session = (on: FakeGround): VoiceSession | undefined => on.api.all<VoiceSession>('voicesessions')[0];
const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 4000, interval: 2 });

function stage({ warm }: { warm: boolean }): FakeGround {
  const on = new FakeGround();
  on.api.create('voiceagents', anAgent());
  if (warm) on.api.create('voicepools', aPool({ min: 1, max: 3, buffer: 0 }));
  ground = on;
  return on;
}

/** A whole life: called, ready, stopped, deleted. */
async function live(on: FakeGround, warm: boolean): Promise<void> {
  if (warm) await until(() => on.leader.staff.deps.warm.total > 0);
  on.api.create('voicesessions', call());
  await until(() => session(on)?.status?.phase === 'Ready');
  expect(on.busy(UID)).toHaveLength(1);
  on.api.patch('voicesessions', KEY, { spec: { stop: true, stopMode: 'Now' } });
  await until(() => session(on)?.status?.phase === 'Ended' && !session(on)?.metadata.finalizers?.length);
}

async function checkTheEnd(on: FakeGround): Promise<void> {
  expect(session(on)?.status?.endReason).toBe('Stopped');
  await until(() => on.busy(UID).length === 0 && on.rooms.names.size === 0);
  await until(() => ofTheSession(on).length === 0);
  expect(on.taken.get(UID)?.size).toBe(1);
  await until(() => on.api.all('secrets').length === on.api.all('pods').length);
}

const ofTheSession = (on: FakeGround) =>
  on.api.all('pods').filter(({ metadata }) => metadata.annotations?.['switchboard.dev/session-uid'] === UID);

class Crash extends Error {}

/** Dies at the n-th write: before it was sent, or after the server did it and before the answer. */
function dyingAt(n: number, when: 'before' | 'after', died: () => void): Intercept {
  let writes = 0;
  return async (_write, forward) => {
    const at = writes++;
    if (at > n) return new Promise(() => {});
    if (at < n) return forward();
    if (when === 'after') await forward();
    died();
    throw new Crash();
  };
}

describe.each([{ warm: true }, { warm: false }])('a leader that dies at any write (warm: $warm)', ({ warm }) => {
  async function reference(): Promise<Write[]> {
    const on = stage({ warm });
    await on.lead();
    await live(on, warm);
    await checkTheEnd(on);
    const writes = [...on.api.writes];
    on.close();
    return writes;
  }

  it('costs the session nothing', async () => {
    const writes = await reference();
    expect(writes.length).toBeGreaterThan(5);
    for (let n = 0; n < writes.length; n++) {
      for (const when of ['before', 'after'] as const) {
        const on = stage({ warm });
        const succeed = () => {
          on.leader.stop();
          void on.lead();
        };
        await on.lead(dyingAt(n, when, () => setImmediate(succeed)));
        const life = live(on, warm).then(() => checkTheEnd(on));
        await life.catch((error: unknown) => {
          throw new Error(`crash ${when} write ${n} of ${JSON.stringify(writes[n])}`, { cause: error });
        });
        on.close();
      }
    }
  }, 60_000);

  it('makes at most three writes from the session to ready, beside what a cold pod costs', async () => {
    const on = stage({ warm });
    await on.lead();
    if (warm) await until(() => on.leader.staff.deps.warm.total > 0);
    await until(() => on.api.all('secrets').length === on.api.all('pods').length);
    on.api.writes.length = 0;
    on.api.create('voicesessions', call(['switchboard.dev/session']));
    await until(() => session(on)?.status?.phase === 'Ready');
    const writes = on.api.writes
      .filter(({ plural }) => plural !== 'voicepools')
      .map(({ verb, plural }) => `${verb} ${plural}`);
    if (warm) expect(writes).toEqual(['patch pods', 'replace voicesessions', 'replace voicesessions']);
    else expect(writes.filter((write) => write === 'create pods')).toHaveLength(1);
  });
});

describe('two leaders', () => {
  it('a leader frozen between reserve and commit finds that its successor bound the session elsewhere', async () => {
    const on = stage({ warm: true });
    on.api.patch('voicepools', { namespace: 'tenant', name: 'desk' }, { spec: { min: 2 } });
    const thaw = Promise.withResolvers<void>();
    const frozen = Promise.withResolvers<void>();
    const first = await on.lead(async (write, forward) => {
      if (write.plural === 'voicesessions') {
        frozen.resolve();
        await thaw.promise;
      }
      return forward();
    });
    await until(() => first.staff.deps.warm.total === 2);
    on.api.create('voicesessions', call(['switchboard.dev/session']));
    await frozen.promise;
    const reserved = ofTheSession(on).map(({ metadata: { uid } }) => uid);
    expect(reserved).toHaveLength(1);

    await on.lead();
    await until(() => session(on)?.status?.phase === 'Ready');
    thaw.resolve();
    await until(() => ofTheSession(on).length === 1);
    expect(session(on)?.status?.pod?.uid).toBe(ofTheSession(on)[0]?.metadata.uid);
    expect(on.taken.get(UID)?.size).toBe(1);
    expect(reserved).not.toContain(session(on)?.status?.pod?.uid);
    first.stop();
  });
});

describe.each([{ warm: true }, { warm: false }])('deaf pods (warm: $warm)', ({ warm }) => {
  it('are replaced within the same claim, and never two have the session', async () => {
    const on = stage({ warm });
    on.deaf = 2;
    await on.lead();
    if (warm) await until(() => on.leader.staff.deps.warm.total > 0);
    on.api.create('voicesessions', call());
    await until(() => session(on)?.status?.phase === 'Ready');
    // Of a pool, the second deaf pod may be one that only refills it.
    expect(session(on)?.status?.pod?.attempt).toBeGreaterThanOrEqual(warm ? 2 : 3);
    expect(on.taken.get(UID)?.size).toBe(1);
    await until(() => ofTheSession(on).length === 1);
    await until(() => [...on.rooms.names].join() === session(on)?.status?.room);
  });

  it('end it after the fourth', async () => {
    const on = stage({ warm });
    on.deaf = 100;
    await on.lead();
    if (warm) await until(() => on.leader.staff.deps.warm.total > 0);
    on.api.create('voicesessions', call());
    await until(() => session(on)?.status?.phase === 'Ended');
    expect(session(on)?.status).toMatchObject({ endReason: 'AssignFailed', pod: { attempt: 4 } });
    await until(() => ofTheSession(on).length === 0 && on.rooms.names.size === 0);
  });
});
