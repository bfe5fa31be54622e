import { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  create,
  createAgent,
  eventually,
  gatewayUrl,
  get,
  imageRef,
  killContainer,
  kubectl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { CreateLoad } from './load.ts';
import { TalkingPod } from './talking-pod.ts';

const system = 'switchboard-system';
const deployment = 'deployment/switchboard-gateway';
const namespace = ownNamespace('replicas-gateway', system);
const FOLLOWERS = 4;
let key: TestKey;
let admin: Switchboard;
let replicasBefore = 1;
/** Answered to somebody, in all tests so far. */
const created: string[] = [];

interface Deployment {
  readonly spec: { readonly replicas: number };
}

interface GatewayPod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly containerStatuses?: readonly { readonly restartCount: number; readonly ready: boolean }[];
  };
}

const rolledOut = () => kubectl(['rollout', 'status', deployment, '--namespace', system, '--timeout=180s']);

async function scale(replicas: number): Promise<void> {
  await kubectl(['scale', deployment, '--namespace', system, `--replicas=${replicas}`]);
  await rolledOut();
}

async function gatewayPods(): Promise<readonly GatewayPod[]> {
  const label = 'app.kubernetes.io/name=switchboard-gateway';
  return (await get<{ items: readonly GatewayPod[] }>('pods', '--namespace', system, '-l', label)).items;
}

beforeAll(async () => {
  replicasBefore = (await get<Deployment>(deployment, '--namespace', system)).spec.replicas;
  await create({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceTenant',
    metadata: { name: 'default', namespace },
    spec: { createsPerMinute: 100_000, requestsPerMinute: 100_000, maxQueue: 10_000 },
  });
  key = await makeKey(namespace, 'admin');
  admin = new Switchboard({ url: gatewayUrl, key: key.key });
  const runtime = { image: imageRef('e2e-stub'), prejoin: false, cpuRequest: '20m', memoryLimit: '160Mi' };
  // One conversation at a time: the others wait, so that the load is on the gateways and not on the machine.
  await createAgent(namespace, 'crowd', { warm: 0, runtime, spec: { maxSessions: 1 } });
  // A caller comes at once: a conversation that nobody joins would end before the test does.
  const env = [{ name: 'STUB_CALLER_MS', value: '0' }];
  await createAgent(namespace, 'talker', { warm: 1, runtime: { ...runtime, env } });
  await warmPods(namespace, 'talker', 1);
  await scale(2);
});

afterAll(async () => {
  await admin.clearQueue().catch(() => undefined);
  await key.revoke();
  await scale(replicasBefore);
});

/** A client that follows a conversation as any would, and how often it had to come back. */
function follow(id: string) {
  const heard: string[] = [];
  let opened = 0;
  const counting: typeof fetch = (input, init) => {
    if (String(input).endsWith('/events')) opened++;
    return fetch(input, init);
  };
  const stop = new AbortController();
  const client = new Switchboard({ url: gatewayUrl, key: key.key, fetch: counting });
  const done = (async () => {
    for await (const event of client.events(id, { signal: stop.signal }))
      if (event.type === 'transcript') heard.push(event.text);
  })();
  return {
    heard,
    opened: () => opened,
    stop: async () => {
      stop.abort();
      await done;
    },
  };
}

/** Creates and followers go on while this happens to the gateways; afterwards nothing is missing and nothing is there twice. */
async function throughout(happening: () => Promise<void>) {
  const { session } = await admin.start({ agent: 'talker', waitSeconds: 60 });
  await using pod = await TalkingPod.of(session);
  const followers = Array.from({ length: FOLLOWERS }, () => follow(session.id));
  await pod.say();
  await eventually('followers', async () => followers.every(({ heard }) => heard.length === 1));
  const load = new CreateLoad({ url: gatewayUrl, key: key.key, agent: 'crowd', workers: 3, everyMs: 200 });
  let happened = false;
  const happens = happening().finally(() => {
    happened = true;
  });
  // Awaited below; until then nobody looks at it.
  happens.catch(() => undefined);
  while (!happened) {
    await pod.say();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await happens;
  await load.stop();
  created.push(...load.ids);
  await pod.say();
  const last = String(pod.said);
  await eventually(
    'the last utterance at every follower',
    async () => followers.every(({ heard }) => heard.at(-1) === last),
    60,
  );
  const all = Array.from({ length: pod.said }, (_, at) => String(at + 1));
  for (const { heard } of followers) expect(heard).toEqual(all);
  expect(load.failures).toEqual([]);
  expect(new Set(load.ids).size).toBe(load.ids.length);
  const opened = followers.map((follower) => follower.opened());
  for (const follower of followers) await follower.stop();
  await admin.stop(session.id, 'Now');
  return { load, opened };
}

interface Sessions {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly agent: string };
  }[];
}

/** Every session of the crowd that there is was answered to somebody, and the other way round. */
async function expectOneSessionEach(): Promise<void> {
  const { items } = await get<Sessions>('voicesessions', '--namespace', namespace);
  const stored = items.filter(({ spec }) => spec.agent === 'crowd').map(({ metadata }) => metadata.name);
  expect({ answered: new Set(created).size, stored: stored.filter((name) => created.includes(name)).length }).toEqual({
    answered: created.length,
    stored: stored.length,
  });
  expect(stored).toHaveLength(created.length);
}

test('a rolling restart breaks no create off, and followers miss and repeat nothing', async () => {
  const { load, opened } = await throughout(async () => {
    await kubectl(['rollout', 'restart', deployment, '--namespace', system]);
    await rolledOut();
    // Those that go are still there for whoever follows them.
    await eventually('the old gateways to be gone', async () => (await gatewayPods()).length === 2, 90);
  });
  expect(load.brokenOff).toBe(0);
  expect(load.ids.length).toBeGreaterThan(5);
  expect(Math.min(...opened)).toBeGreaterThan(1);
  await expectOneSessionEach();
});

test('one of two killed: what was broken off and sent again under its key is one conversation', async () => {
  // Those that the restart replaced are still on their way out.
  const pods = await eventually('two gateways', async () => {
    const now = await gatewayPods();
    return now.length === 2 && now;
  });
  const name = pods[0]?.metadata.name ?? '';
  const { opened } = await throughout(async () => {
    await killContainer(system, name);
    await eventually(
      'the killed gateway to be back',
      async () => {
        const [state] =
          (await gatewayPods()).find(({ metadata }) => metadata.name === name)?.status.containerStatuses ?? [];
        return state?.ready === true && state.restartCount > 0;
      },
      60,
    );
  });
  expect(Math.max(...opened)).toBeGreaterThan(1);
  await expectOneSessionEach();
});
