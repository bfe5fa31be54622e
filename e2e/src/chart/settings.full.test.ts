import type { Switchboard } from '@switchboard/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import { eventually, explain, get, warmPods } from '../support/index.ts';
import { furnish } from './furnish.ts';
import { SecondInstall, TENANT } from './second.ts';

const second = new SecondInstall();
const scene = new Scene(TENANT);
let client: Switchboard;

beforeAll(() => second.prepare(), 180_000);
afterAll(() => second.close(), 180_000);
beforeEach(() => {
  onTestFailed(async () => console.error(await explain(second.home, TENANT)));
});

test('a fresh namespace, two addresses and one Secret make a system that talks', async () => {
  await second.install();
  client = await furnish(second, scene);
  await warmPods(TENANT, 'ada', 1);
  expect(await second.test()).toMatch(/heard the greeting[\s\S]*ended with a goodbye/);
  expect((await client.agents()).map(({ name }) => name)).toContain('ada');
});

describe('settings', () => {
  let operators: string[] = [];
  let gateways: string[] = [];
  beforeEach(async () => {
    operators = await second.podNames('operator');
    gateways = await second.podNames('gateway');
  });
  afterEach(async () => {
    expect([await second.podNames('operator'), await second.podNames('gateway')]).toEqual([operators, gateways]);
  });

  /** The kubelet looks at a mounted ConfigMap once a minute, and at a pod that changed at once. */
  async function lookNow(): Promise<void> {
    await second.kubectl('annotate', 'pods', '--all', '--overwrite', `e2e/look=${performance.now()}`);
  }

  /** A metric of each replica of the operator. */
  async function metric(name: string): Promise<number[]> {
    const pods = await second.podNames('operator');
    const read = async (pod: string): Promise<number> => {
      const { status } = await get<{ status: { podIP: string } }>(pod, '--namespace', second.home);
      const text = await (await fetch(`http://${status.podIP}:9090/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    };
    return Promise.all(pods.map(read));
  }

  const becomes = (name: string, value: number): Promise<unknown> =>
    eventually(`${name} to be ${value}`, async () => (await metric(name)).every((now) => now === value), 120);

  test('a limit of the operator changes, and nothing restarts', async () => {
    await second.upgrade({ operator: { config: { maxSessions: 77 } } });
    await lookNow();
    await becomes('switchboard_sessions_limit', 77);
  });

  test('settings that can not be used are refused, and the earlier ones go on', async () => {
    await second.upgrade({ operator: { config: { maxSessions: -1 } } });
    await lookNow();
    await becomes('switchboard_settings_refused', 1);
    expect(await metric('switchboard_sessions_limit')).toEqual([77, 77]);
    const log = await second.kubectl('logs', operators[0] ?? '', '--since=5m');
    expect(log.split('\n').find((line) => line.includes('new settings are refused'))).toContain('maxSessions');
    await second.upgrade({});
    await lookNow();
    await becomes('switchboard_settings_refused', 0);
  });

  test('the gateway takes no new conversations when told so, and takes them again', async () => {
    await second.upgrade({ gateway: { config: { sessions: { accept: false } } } });
    await lookNow();
    const answer = () =>
      client.start({ agent: 'desk' }).then(
        ({ session }) => client.stop(session.id, 'Now').then(() => 'started'),
        ({ status }: { status?: number }) => status,
      );
    // Two replicas, each of which renews its file at its own time.
    const thrice = async (wanted: string | number) =>
      (await answer()) === wanted && (await answer()) === wanted && (await answer()) === wanted;
    await eventually('the refusal', () => thrice(503), 120);
    await second.upgrade({});
    await lookNow();
    await eventually('new conversations', () => thrice('started'), 120);
  });
});
