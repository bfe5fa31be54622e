import { describe, it } from 'vitest';
import { eventually, get, ownNamespace } from '../support/index.ts';
import { Scene } from './scene.ts';

const scene = new Scene(ownNamespace('shapes', 'switchboard-system'));

// Each is open all the year but for its last minute.
const newYear = '0 0 1 1 *';
const lastMinute = '59 23 31 12 *';

const desired = (pool: string, count: number): Promise<unknown> =>
  eventually(`pool ${pool} to want ${count}`, async () => {
    const { status } = await get<{ status?: { desired?: number } }>('voicepool', pool, '--namespace', scene.namespace);
    return status?.desired === count;
  });

describe('the shape of a pool', () => {
  it('a schedule window that is open raises the minimum, and one that is closed does not', async () => {
    await scene.agent('clock', {}, { runtime: { nodeSelector: { nowhere: 'true' } } });
    const window = { timeZone: 'Etc/UTC' };
    await scene.pool('clock', {
      min: 0,
      max: 4,
      buffer: 0,
      schedule: [
        { ...window, name: 'open', start: newYear, end: lastMinute, min: 2 },
        { ...window, name: 'closed', start: lastMinute, end: newYear, min: 4 },
      ],
    });
    await desired('clock', 2);
    await scene.patch('voicepool', 'clock', { schedule: null });
    await desired('clock', 0);
    await eventually('its pods to go', async () => (await held('clock')).length === 0);
  });

  it('placeholder pods hold room at low priority, and go when they are no longer wanted', async () => {
    await scene.agent('head-room', {});
    await scene.pool('head-room', { min: 0, max: 1, buffer: 0, placeholders: 2 });
    await eventually('two placeholders', async () => {
      const pods = await held('head-room');
      return pods.length === 2 && pods.every(({ spec, status }) => spec.priority < 0 && status.phase === 'Running');
    });
    await scene.patch('voicepool', 'head-room', { placeholders: 0 });
    await eventually('no placeholder', async () => (await held('head-room')).length === 0);
  });
});

interface Held {
  readonly spec: { readonly priority: number };
  readonly status: { readonly phase: string };
}

async function held(pool: string): Promise<readonly Held[]> {
  const selector = `switchboard.dev/pool=${pool}`;
  return (await get<{ items: Held[] }>('pods', '--namespace', scene.namespace, '-l', selector)).items;
}
