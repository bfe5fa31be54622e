import type { Bus } from '@switchboard/bus';
import { afterEach, beforeEach, expect, onTestFailed, test } from 'vitest';
import { eventually, explain, killContainer, operatorBus, pod, recordsOf, storeOneRecord } from '../support/index.ts';

const namespace = 'switchboard-dev';
let bus: Bus;

beforeEach(async () => {
  onTestFailed(async () => console.error(await explain(namespace)));
  bus = await operatorBus();
  await bus.ready(10_000);
});
afterEach(() => bus.close());

test('a JetStream message survives kill -9 of the NATS pod', async () => {
  const record = await storeOneRecord(bus);
  const restarts = async () => (await pod(namespace, 'nats-0')).status.containerStatuses?.[0]?.restartCount ?? 0;
  const before = await restarts();

  await killContainer(namespace, 'nats-0');

  await eventually('the restart', async () => (await restarts()) > before, 60);
  await eventually('the bus', async () => bus.state.up, 60);
  expect(await eventually('the records', () => recordsOf(bus, record), 30)).toBe(1);
});
