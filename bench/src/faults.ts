import { randomBytes } from 'node:crypto';
import { API_VERSION, type SessionStatus } from '@switchboard/api';
import { create, eventually, get, imageRef, killContainer, kubectl } from '@switchboard/e2e';
import { Client, connect, type KubeObject, type Pod, pods, Reflector, resource } from '@switchboard/kube';
import { figures, judged } from './figures.ts';

const runs = Number(process.argv[2] ?? 5);
const namespace = `bench-faults-${randomBytes(3).toString('hex')}`;
const system = 'switchboard-system';
const deployment = ['deployment/switchboard-operator', '--namespace', system];

interface Session extends KubeObject {
  status?: SessionStatus;
}

const client = new Client(connect());
const sessions = client.of(resource<Session>(API_VERSION, 'VoiceSession', 'voicesessions'));
const endpoint = { endpoints: [{ url: 'http://speech.switchboard-dev:8000/v1' }], model: 'offline' };

/** When this client first saw something of an object; all times are of its one clock. */
class Sightings<T extends KubeObject> {
  readonly #seen = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();

  constructor(reflector: Reflector<T>, name: (object: T) => string | undefined, is: (object: T) => boolean) {
    reflector.onChange(({ object }) => {
      const key = name(object);
      if (key === undefined || this.#seen.has(key) || !is(object)) return;
      const at = performance.now();
      this.#seen.set(key, at);
      this.#waiting.get(key)?.(at);
    });
  }

  async of(key: string): Promise<number> {
    return this.#seen.get(key) ?? new Promise((resolve) => this.#waiting.set(key, resolve));
  }
}

const over = new AbortController();
const sessionNews = new Reflector<Session>({ api: sessions, namespace });
const podNews = new Reflector<Pod>({ api: client.of(pods), namespace });
const ended = new Sightings(
  sessionNews,
  ({ metadata }) => metadata.name,
  ({ status }) => status?.phase === 'Ended',
);
const active = new Sightings(
  sessionNews,
  ({ metadata }) => metadata.name,
  ({ status }) => status?.phase === 'Active',
);
const killed = new Sightings(
  podNews,
  ({ metadata }) => metadata.labels?.['switchboard.dev/session'],
  ({ status }) => status?.containerStatuses?.[0]?.state?.terminated?.reason === 'OOMKilled',
);

async function agent(name: string, faults: Record<string, string>, runtime: object = {}): Promise<void> {
  await create({
    apiVersion: API_VERSION,
    kind: 'VoiceAgent',
    metadata: { name, namespace },
    spec: {
      prompt: 'Say nothing.',
      limits: { pendingSeconds: 300 },
      speech: { transcribe: [endpoint], think: [endpoint], speak: [endpoint] },
      runtime: {
        image: imageRef('e2e-stub'),
        cpuRequest: '20m',
        memoryLimit: '160Mi',
        terminationGraceSeconds: 5,
        env: Object.entries(faults).map(([key, value]) => ({ name: key, value })),
        ...runtime,
      },
    },
  });
}

/** Returns when the request that creates it was made. */
async function start(name: string, of: string): Promise<number> {
  const at = performance.now();
  await sessions.create({
    apiVersion: API_VERSION,
    kind: 'VoiceSession',
    metadata: { name, namespace },
    spec: { agent: of },
  } as Session);
  return at;
}

async function series(once: (name: string) => Promise<number>, prefix: string): Promise<number[]> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await once(`${prefix}-${run}`));
  return values;
}

const print = (name: string, values: readonly number[], goal: number): void =>
  console.log(JSON.stringify(judged(figures('faults', name, 'ms', values), { p99: goal })));

async function scale(replicas: number): Promise<void> {
  await kubectl(['scale', ...deployment, `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', ...deployment, '--timeout=120s']);
}

async function leader(): Promise<string> {
  type Lease = { spec: { holderIdentity?: string } };
  const { spec } = await get<Lease>('lease', 'switchboard-operator', '--namespace', system);
  return spec.holderIdentity?.split('_')[0] ?? '';
}

/** From the order to go, or the kill, to a caller served by the successor. */
async function succession(name: string, remove: (pod: string) => Promise<unknown>): Promise<number> {
  await kubectl([
    'wait',
    '--for=jsonpath={.status.ready}=1',
    'voicepool/desk',
    '--namespace',
    namespace,
    '--timeout=120s',
  ]);
  await kubectl(['rollout', 'status', ...deployment, '--timeout=120s']);
  const pod = await leader();
  const at = performance.now();
  await remove(pod);
  await start(name, 'desk');
  const served = (await active.of(name)) - at;
  await kubectl(['patch', 'vs', name, '--namespace', namespace, '--type=merge', '-p', STOP]);
  await ended.of(name);
  return served;
}

const STOP = JSON.stringify({ spec: { stop: true, stopMode: 'Now' } });

async function kill(pod: string): Promise<void> {
  await killContainer(system, pod);
  // The kubelet waits longer before each next start of what crashes; a new pod has none of that.
  await kubectl(['delete', 'pod', pod, '--namespace', system, '--grace-period=0', '--force']);
}

await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
const following = [sessionNews.run(over.signal), podNews.run(over.signal)];
try {
  await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
  await agent('fills', { STUB_FILL: 'true' });
  const oom = async (name: string) => {
    await start(name, 'fills');
    return (await ended.of(name)) - (await killed.of(name));
  };
  print('pod seen OOMKilled to session Ended', await series(oom, 'fills'), 2000);

  await agent('no-image', {}, { image: 'localhost/switchboard/does-not-exist:1' });
  const pull = async (name: string) => {
    const at = await start(name, 'no-image');
    return (await ended.of(name)) - at;
  };
  print('create to Ended, image missing', await series(pull, 'pull'), 10_000);

  await agent('desk', { STUB_CALLER_MS: '0' });
  await create({
    apiVersion: API_VERSION,
    kind: 'VoicePool',
    metadata: { name: 'desk', namespace },
    spec: { agent: 'desk', min: 1, max: 3, buffer: 1 },
  });
  await scale(2);
  const remove = (pod: string) => kubectl(['delete', 'pod', pod, '--namespace', system, '--wait=false']);
  const goes = (name: string) => succession(name, remove);
  print('leader told to go, to a caller served by the next', await series(goes, 'term'), 2000);
  const dies = (name: string) => succession(name, kill);
  print('leader killed, to a caller served by the next', await series(dies, 'kill'), 20_000);
} finally {
  await scale(1);
  over.abort();
  await Promise.all(following);
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
}
process.exit(0);
