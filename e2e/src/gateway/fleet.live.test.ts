import { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  eventually,
  gatewayUrl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';

const namespace = ownNamespace('fleet', 'switchboard-system');
let key: TestKey;
let admin: Switchboard;

beforeAll(async () => {
  key = await makeKey(namespace, 'admin');
  admin = new Switchboard({ url: gatewayUrl, key: key.key });
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
});

afterAll(() => key.revoke());

test('warm and claimed pods are listed with their memory, node and age', async () => {
  const warm = await eventually('a heartbeat of the warm pod', async () => (await admin.workers()).workers[0]);
  expect(warm).toMatchObject({ agent: 'ada', node: expect.any(String), ageSeconds: expect.any(Number) });
  expect(warm.session).toBeUndefined();
  expect(warm.memoryNowBytes).toBeGreaterThan(10 << 20);
  expect(warm.memoryLimitBytes).toBeGreaterThan(warm.memoryNowBytes ?? 0);

  const { session } = await admin.start({ agent: 'ada', waitSeconds: 30 });
  const claimed = await eventually('the claimed pod', async () =>
    (await admin.workers()).workers.find((worker) => worker.session === session.id),
  );
  expect(claimed.pod).toBe(session.pod);
  await admin.stop(session.id, 'Now');
});

test('an admin edits an agent and scales its pool', async () => {
  const before = await admin.agent('ada');
  const after = await admin.changeAgent('ada', { greeting: 'Good evening.' });
  expect(after.generation).toBe(before.generation + 1);
  expect((await admin.scalePool('ada', { min: 2 })).spec.min).toBe(2);
  await warmPods(namespace, 'ada', 2);
  const { pools, status, health } = { ...(await admin.dashboard()), pools: await admin.pools() };
  expect(pools.map(({ name }) => name)).toEqual(['ada']);
  expect(status.pools[0]).toMatchObject({ name: 'ada', agent: 'ada' });
  expect(health.max_calls).toBeGreaterThan(0);
});
