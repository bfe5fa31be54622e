import type { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import { eventually, explain, kubectl, livekit, warmPods } from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { Calls } from './calls.ts';
import { furnish } from './furnish.ts';
import { SecondInstall, TENANT } from './second.ts';

// A node drained under it, then the installation taken down, and nothing left.

const second = new SecondInstall();
const scene = new Scene(TENANT);
let client: Switchboard;

beforeAll(async () => {
  await second.prepare();
  await second.install();
  client = await furnish(second, scene);
  await warmPods(TENANT, 'ada', 1);
}, 300_000);
afterAll(() => second.close(), 180_000);
beforeEach(() => {
  onTestFailed(async () => console.error(await explain(second.home, TENANT)));
});

describe('a node drain', () => {
  /** As an SRE does it, but for the pods of one agent: the machine has one node, and others live on it. */
  const drain = async (node: string): Promise<string> => {
    const only = 'switchboard.dev/agent=drained';
    try {
      return await kubectl(['drain', node, `--pod-selector=${only}`, '--delete-emptydir-data', '--timeout=10s']);
    } finally {
      await kubectl(['uncordon', node]);
    }
  };

  test('waits for live calls, sends warm pods away, and goes on once the calls were told goodbye', async () => {
    await scene.agent('drained', { STUB_CALLER_MS: '0' }, { runtime: { cpuRequest: '5m' } });
    await scene.pool('drained', { min: 1, max: 4, buffer: 1 });
    await scene.warm('drained', 1);
    await scene.start('on-the-node', 'drained');
    const node = (await scene.inPhase('on-the-node', 'Active')).status?.pod?.node ?? '';
    await scene.warm('drained', 1);
    const warmBefore = await scene.pods('-l', 'switchboard.dev/agent=drained,switchboard.dev/claim=warm');
    await expect(drain(node)).rejects.toThrow(/disruption budget|timed out|timeout/);
    expect((await scene.session('on-the-node')).status?.phase).toBe('Active');
    await scene.warm('drained', 1);
    const warmAfter = await scene.pods('-l', 'switchboard.dev/agent=drained,switchboard.dev/claim=warm');
    expect(warmAfter.map(({ metadata }) => metadata.uid)).not.toEqual(warmBefore.map(({ metadata }) => metadata.uid));
    await scene.patch('voicesession', 'on-the-node', { stop: true, stopReason: 'Drained' });
    expect(await scene.ended('on-the-node')).toBe('Drained');
    await drain(node);
    await scene.warm('drained', 1);
  });
});

describe('helm uninstall', () => {
  test('says goodbye first, and leaves nothing that only an operator could remove', async () => {
    const { rooms } = await livekit();
    const caller = new ScriptedCaller('caller');
    const { session, connection } = await client.start({ agent: 'ada', waitSeconds: 30 });
    await caller.join(connection.server_url, connection.participant_token);
    await caller.until('the greeting', () => caller.said('agent')[0], 30_000);
    await new Calls(scene, 'last-1', 'last-2').begin();
    await scene.start('waiting', 'nobody-s-agent');

    const said = await second.uninstall();
    expect(said).toMatch(/the gateway takes no new sessions/);
    expect(said).toMatch(/sessions were asked to take their leave/);
    expect(said).not.toMatch(/cut off/);
    const goodbye = () => caller.said('agent').find((one) => /goodbye/i.test(one));
    await caller.until('the goodbye', goodbye, 10_000);
    await caller.leave();

    const inTenant = ['voicesessions,pods,poddisruptionbudgets,secrets', '--namespace', TENANT];
    await nothing('of the tenant', ...inTenant);
    expect(await rooms.listRooms([session.room ?? ''])).toEqual([]);
    expect((await rooms.listRooms()).filter(({ metadata }) => metadata === second.home)).toEqual([]);
    const ours = ['-l', 'app.kubernetes.io/instance=second'];
    await nothing('of the cluster', 'clusterroles,clusterrolebindings,priorityclasses,flowschemas', ...ours);
    const kinds = 'all,configmaps,secrets,serviceaccounts,roles,rolebindings,networkpolicies,poddisruptionbudgets';
    await nothing('of the release', kinds, '--namespace', second.home, ...ours);
    await nothing('of leases', 'leases', '--namespace', second.home);
    // What tenants wrote is theirs, and waits for the next installation.
    expect(await kubectl(['get', 'va,vp', '--namespace', TENANT, '-o', 'name'])).toMatch(/voiceagent.*ada/);
  });

  test('no namespace hangs', async () => {
    await kubectl(['delete', 'namespace', TENANT, second.home, second.keysNamespace, '--timeout=90s']);
  });
});

/** The garbage collector takes what an owner leaves a moment later. */
const nothing = (what: string, ...selection: string[]): Promise<unknown> =>
  eventually(
    `nothing ${what} to be left`,
    async () => {
      const left = (await kubectl(['get', ...selection, '-o', 'name'])).trim();
      if (left !== '') throw new Error(left);
      return true;
    },
    60,
  );
