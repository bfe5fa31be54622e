import { FakeClock } from '@switchboard/service';
import { beforeEach, expect, test } from 'vitest';
import type { Client } from './client.ts';
import type { KubeObject } from './object.ts';
import { Recorder } from './recorder.ts';

const regarding: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'a', name: 'p', uid: 'u' } };
const input = (reason: string) => ({ regarding, type: 'Normal' as const, reason, action: 'Act', note: 'A note.' });

let clock: FakeClock;
let writes: { readonly at: number; readonly what: string }[];
let recorder: Recorder;
beforeEach(() => {
  clock = new FakeClock();
  writes = [];
  const write = (what: string) => {
    writes.push({ at: clock.monotonic(), what });
    return Promise.resolve();
  };
  const api = {
    create: ({ reason }: { reason: string }) => write(`create ${reason}`),
    patch: (_ref: object, { series }: { series: { count: number } }) => write(`patch ${series.count}`),
  };
  const client = { of: () => api } as unknown as Client;
  recorder = new Recorder({ client, controller: 'c', instance: 'i', clock, size: 10, perSecond: 10 });
});

test('the first of its kind is written at once, repeats are gathered into one write', async () => {
  for (let i = 0; i < 5; i++) {
    recorder.record(input('Again'));
    await clock.advance(1_000);
  }
  await clock.advance(20_000);
  expect(writes).toEqual([
    { at: 0, what: 'create Again' },
    { at: 10_000, what: 'patch 5' },
  ]);
});

test('a series without news for six minutes has ended: the next is a new Event', async () => {
  recorder.record(input('Again'));
  await clock.advance(7 * 60_000);
  recorder.record(input('Again'));
  await clock.advance(1_000);
  expect(writes.map(({ what }) => what)).toEqual(['create Again', 'create Again']);
});

test('writes are paced, and more than fits is dropped', async () => {
  for (let i = 0; i < 50; i++) recorder.record(input(`Kind${i}`));
  await clock.advance(10_000);
  expect(writes.length).toBeGreaterThanOrEqual(10);
  expect(writes.length).toBeLessThanOrEqual(11);
  expect(writes[5]?.at).toBe(500);
});

test('flush writes at once what waits and what is gathered', async () => {
  recorder.record(input('Again'));
  await clock.advance(500);
  recorder.record(input('Again'));
  recorder.record(input('Other'));
  await recorder.flush();
  expect(writes.map(({ what }) => what).sort()).toEqual(['create Again', 'create Other', 'patch 2']);
  expect(clock.monotonic()).toBe(500);
});
