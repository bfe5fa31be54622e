import { describe, expect, it } from 'vitest';
import { eventually, killContainer, kubectl, livekit, ownNamespace, runningPod } from '../support/index.ts';
import { Scene, type Session } from './scene.ts';

const system = 'switchboard-system';
const namespace = ownNamespace('kills', system);
const scene = new Scene(namespace);

/** kill -9 of its process. The pod goes too, as the kubelet would wait longer before each next start of one that crashes. */
async function killOperator(): Promise<void> {
  const pod = await eventually('an operator to kill', () =>
    runningPod(system, 'app.kubernetes.io/name=switchboard-operator'),
  );
  await killContainer(system, pod);
  await kubectl(['delete', 'pod', pod, '--namespace', system, '--grace-period=0', '--force']);
}

interface Stage {
  readonly name: string;
  readonly warm: boolean;
  readonly faults: Record<string, string>;
  /** Brings the session to where the operator shall die. */
  readonly reach: (name: string) => Promise<unknown>;
}

const stop = (name: string, stopMode = 'Now') => scene.patch('voicesession', name, { stop: true, stopMode });
const active = { STUB_CALLER_MS: '0' };
const is = (phase: string) => (session: Session) => session.status?.phase === phase;

const stages: readonly Stage[] = [
  { name: 'created', warm: true, faults: active, reach: async () => undefined },
  { name: 'created-cold', warm: false, faults: active, reach: async () => undefined },
  {
    name: 'pod-made',
    warm: false,
    faults: active,
    reach: () =>
      eventually('its pod', async () => (await scene.pods('-l', 'switchboard.dev/session=pod-made')).length > 0),
  },
  {
    name: 'bound',
    warm: true,
    faults: { STUB_ACK_MS: '2000', ...active },
    reach: (name) => scene.passes(name, 'bound', ({ status }) => status?.pod !== undefined),
  },
  {
    name: 'taken',
    warm: true,
    faults: { STUB_JOIN_MS: '3000', ...active },
    reach: (name) => scene.passes(name, 'starting', is('Starting')),
  },
  {
    name: 'ready',
    warm: true,
    faults: { STUB_CALLER_MS: '3000' },
    reach: (name) => scene.passes(name, 'ready', is('Ready')),
  },
];

describe('the operator is killed', () => {
  it.each(stages)('$name: the session becomes active all the same', async ({ name, warm, faults, reach }) => {
    await scene.agent(name, faults, { spec: { limits: { pendingSeconds: 300 } } });
    if (warm) {
      await scene.pool(name, { min: 1, max: 2, buffer: 0 });
      await scene.warm(name, 1);
    }
    await scene.start(name, name);
    await reach(name);
    await killOperator();
    await scene.inPhase(name, 'Active', 240);
    expect(await scene.pods('-l', `switchboard.dev/session=${name}`)).toHaveLength(1);
  });

  it('in a goodbye: it ends as it would have', async () => {
    await stop('taken', 'Goodbye');
    await scene.until('taken', 'taking its leave or gone', ({ status }) => status?.phase !== 'Active');
    await killOperator();
    expect(await scene.ended('taken', 240)).toBe('Stopped');
  });

  it('as sessions end: nothing of them is left', async () => {
    const names = stages.map(({ name }) => name);
    for (const name of names) if (name !== 'taken') await stop(name);
    await killOperator();
    for (const name of names) expect(await scene.ended(name, 240)).toBe('Stopped');
    const { rooms } = await livekit();
    for (const name of names) await scene.nothingLeft(name, rooms);
  });
});
