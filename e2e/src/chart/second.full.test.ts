import { rm } from 'node:fs/promises';
import { Switchboard } from '@switchboard/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import { createAgent, eventually, explain, get, kubectl, livekit, makeKey, warmPods } from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { Load } from './load.ts';
import { copyAll, SecondInstall, TENANT } from './second.ts';

// The life of an installation, from a fresh namespace to nothing left. Each test begins where the one before it ended.

const second = new SecondInstall();
const scene = new Scene(TENANT);
let client: Switchboard;
/** The first revision's, and another that rolls every pod. */
const rolling = {
  operator: { config: { timers: { janitorSeconds: 31 } } },
  gateway: { config: { keys: { cacheSeconds: 7 } } },
};

beforeAll(() => second.prepare(), 180_000);
afterAll(() => second.close(), 180_000);
beforeEach(() => {
  onTestFailed(async () => console.error(await explain(second.home, TENANT)));
});

/** Calls that are on while the installation is worked on. */
async function someCalls(...names: string[]): Promise<string[]> {
  for (const name of names) await scene.start(name, 'desk');
  const calls = await Promise.all(names.map((name) => scene.inPhase(name, 'Active', 60)));
  return calls.map(({ status }) => status?.pod?.uid ?? '');
}

async function areStillOn(names: readonly string[], pods: readonly string[]): Promise<void> {
  const now = await Promise.all(names.map((name) => scene.session(name)));
  expect(now.map(({ status }) => [status?.phase, status?.pod?.uid])).toEqual(pods.map((uid) => ['Active', uid]));
}

/** No create fails while `work` is done, nor right after. */
async function underLoad(work: () => Promise<unknown>): Promise<number> {
  const load = new Load(client, 'desk', 2);
  try {
    await load.more(3);
    await work();
    await load.more(5);
  } finally {
    await load.stop();
  }
  expect(load.failures).toEqual([]);
  return load.created;
}

describe('an installation of its own', () => {
  test('a fresh namespace, two addresses and one Secret make a system that talks', async () => {
    await second.install();
    await kubectl(['apply', '--server-side', '--filename', '-'], tenantOf(TENANT));
    await createAgent(TENANT, 'ada', { warm: 1, runtime: { cpuRequest: '10m' } });
    await scene.agent('desk', { STUB_CALLER_MS: '0' }, { runtime: { cpuRequest: '5m' } });
    await scene.pool('desk', { min: 2, max: 8, buffer: 2 });
    const { key } = await makeKey(TENANT, 'client', second.keysNamespace);
    client = new Switchboard({ url: await second.gatewayUrl(), key });
    await warmPods(TENANT, 'ada', 1);
    expect(await second.test()).toMatch(/heard the greeting[\s\S]*ended with a goodbye/);
    expect((await client.agents()).map(({ name }) => name)).toContain('ada');
  });

  test('an upgrade rolls every replica: no call ends, no create fails', async () => {
    const names = ['up-1', 'up-2', 'up-3'];
    const pods = await someCalls(...names);
    const before = [...(await second.podNames('operator')), ...(await second.podNames('gateway'))];
    expect(before).toHaveLength(4);
    expect(await underLoad(() => second.upgrade(rolling))).toBeGreaterThan(8);
    const after = [...(await second.podNames('operator')), ...(await second.podNames('gateway'))];
    expect(after).toHaveLength(4);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    await areStillOn(names, pods);
  });

  test('a rollback does neither', async () => {
    const names = ['up-1', 'up-2', 'up-3'];
    const pods = (await Promise.all(names.map((name) => scene.session(name)))).map(
      ({ status }) => status?.pod?.uid ?? '',
    );
    expect(await underLoad(() => second.rollback(1))).toBeGreaterThan(8);
    await areStillOn(names, pods);
    for (const name of names) await scene.patch('voicesession', name, { stop: true });
    for (const name of names) expect(await scene.ended(name)).toBe('Stopped');
  });
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

  /** A metric of each replica of a program. */
  async function metric(program: 'operator' | 'gateway', name: string): Promise<number[]> {
    const pods = await second.podNames(program);
    const read = async (pod: string): Promise<number> => {
      const { status } = await get<{ status: { podIP: string } }>(pod, '--namespace', second.home);
      const text = await (await fetch(`http://${status.podIP}:9090/metrics`)).text();
      return Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    };
    return Promise.all(pods.map(read));
  }

  test('a limit of the operator changes, and nothing restarts', async () => {
    await second.upgrade({ operator: { config: { maxSessions: 77 } } });
    await lookNow();
    await eventually(
      'the new limit',
      async () => {
        return (await metric('operator', 'switchboard_sessions_limit')).every((limit) => limit === 77);
      },
      120,
    );
  });

  test('settings that can not be used are refused, and the earlier ones go on', async () => {
    await second.upgrade({ operator: { config: { maxSessions: -1 } } });
    await lookNow();
    await eventually(
      'the refusal',
      async () => {
        return (await metric('operator', 'switchboard_settings_refused')).every((refused) => refused === 1);
      },
      120,
    );
    expect(await metric('operator', 'switchboard_sessions_limit')).toEqual([77, 77]);
    const log = await second.kubectl('logs', operators[0] ?? '', '--tail=50');
    expect(log.split('\n').find((line) => line.includes('new settings are refused'))).toContain('maxSessions');
    await second.upgrade({});
    await lookNow();
    await eventually(
      'the settings to be good again',
      async () => {
        return (await metric('operator', 'switchboard_settings_refused')).every((refused) => refused === 0);
      },
      120,
    );
  });

  test('the gateway takes no new conversations when told so, and takes them again', async () => {
    await second.upgrade({ gateway: { config: { sessions: { accept: false } } } });
    await lookNow();
    const refused = async () => {
      const answer = await client.start({ agent: 'desk' }).then(
        ({ session }) => client.stop(session.id, 'Now').then(() => undefined),
        (error: Error & { status?: number }) => error.status,
      );
      return answer === 503;
    };
    await eventually('the refusal', async () => (await refused()) && (await refused()) && (await refused()), 120);
    await second.upgrade({});
    await lookNow();
    await eventually('a new conversation', async () => !(await refused()) && !(await refused()), 120);
  });
});

describe('a backup', () => {
  test('brings back agents, records and keys', async () => {
    const call = new ScriptedCaller('caller');
    const { session, connection } = await client.start({ agent: 'ada', waitSeconds: 30 });
    await call.join(connection.server_url, connection.participant_token);
    await call.until('the greeting', () => call.said('agent')[0], 30_000);
    await client.stop(session.id);
    await eventually('the end', async () => (await client.get(session.id)).phase === 'Ended');
    await call.leave();
    const before = await eventually('the whole transcript', async () => {
      const transcript = await client.transcript(session.id);
      return transcript.complete && transcript;
    });

    const kept = `${second.keys}-bus`;
    const resources = await kubectl(['get', 'va,vp,vt', '--namespace', TENANT, '-o', 'yaml']);
    const keys = await kubectl([
      'get',
      'secrets',
      '--namespace',
      second.keysNamespace,
      '-l',
      'switchboard.dev/api-key',
      '-o',
      'yaml',
    ]);
    await second.kubectl('scale', 'statefulset/nats', '--replicas=0');
    await second.kubectl('wait', '--for=delete', 'pod/nats-0', '--timeout=60s');
    await copyAll(await second.busFolder(), kept);

    // Everything is lost but the backup: the bus with its volume, what tenants wrote, the keys.
    await second.kubectl('delete', 'statefulset/nats', 'pvc/data-nats-0', 'secret/switchboard', 'configmap/nats-auth');
    await kubectl(['delete', 'vp,va,vt', '--all', '--namespace', TENANT]);
    await kubectl(['delete', 'secrets', '--namespace', second.keysNamespace, '-l', 'switchboard.dev/api-key']);

    await second.createSecrets();
    await second.startBusFrom(kept);
    await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], withoutServersOwn(resources));
    await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], withoutServersOwn(keys));
    const after = await eventually('the transcript', () => client.transcript(session.id), 90);
    expect(after).toEqual(before);
    await warmPods(TENANT, 'ada', 1, 120);
    expect(await second.test()).toMatch(/ended with a goodbye/);
    await rm(kept, { recursive: true });
  });
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
    await someCalls('last-1', 'last-2');
    await scene.start('waiting', 'nobody-s-agent');

    const said = await second.uninstall();
    expect(said).toMatch(/the gateway takes no new sessions/);
    expect(said).toMatch(/sessions were asked to take their leave/);
    expect(said).not.toMatch(/cut off/);
    expect(caller.said('agent').at(-1)).toMatch(/goodbye/i);
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

const tenantOf = (namespace: string): string =>
  JSON.stringify({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceTenant',
    metadata: { name: 'default', namespace },
    spec: { maxSessions: 20, maxQueue: 20, createsPerMinute: 1000, requestsPerMinute: 10_000 },
  });

/** A restored object is a new one: the server gives it another uid and version. */
const withoutServersOwn = (yaml: string): string =>
  yaml.replace(/^ +(uid|resourceVersion|creationTimestamp|generation): .*\n/gm, '');
