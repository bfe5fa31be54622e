import { Client, type Connection, namespaces, type Pod, pods } from '@switchboard/kube';
import type { PrivateApiServer } from '@switchboard/kube/testing';
import { figures } from '../figures.ts';
import { processorMs } from '../stat.ts';
import { pod } from './requests.ts';
import { type Session, sessions, specOf, statusOf } from './session.ts';

const namespace = 'writes';
const rounds = 8;
const writesEach = 100;

interface Way {
  readonly name: string;
  readonly write: (turn: number) => Promise<unknown>;
}

interface Measured {
  readonly times: number[];
  serverMs: number;
}

/**
 * What the operator's two kinds of write cost, each beside the road not taken: a patch of a pod whose fields' writers
 * are kept and of one without, a session's status replaced and patched. In turns; the first turn of each is not counted.
 */
export async function benchWrites(server: PrivateApiServer, connection: Connection): Promise<object[]> {
  const client = new Client(connection);
  await client.of(namespaces).create({ metadata: { name: namespace } });
  return [
    ...(await compare(server, 'pod patched', [
      await patchOfPod(client, 'untracked'),
      await patchOfPod(client, 'tracked'),
    ])),
    ...(await compare(server, 'session status', [await replaceOfStatus(client), await patchOfStatus(client)])),
  ];
}

async function compare(server: PrivateApiServer, what: string, ways: readonly [Way, Way]): Promise<object[]> {
  const measured = ways.map((): Measured => ({ times: [], serverMs: 0 }));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, way] of ways.entries()) {
      const before = processorMs(server.pid);
      const times = await timed(way, round * writesEach);
      if (round === 0) continue;
      measured[index]?.times.push(...times);
      (measured[index] as Measured).serverMs += processorMs(server.pid) - before;
    }
  }
  const lines = ways.map(({ name }, index) => {
    const { times, serverMs } = measured[index] as Measured;
    return {
      ...figures('kube', `${what}, ${name}`, 'us', times),
      serverUs: Math.round((serverMs * 1000) / times.length),
    };
  });
  const ratio = (of: 'p50' | 'serverUs') =>
    Math.round(((lines[0]?.[of] ?? Number.NaN) / (lines[1]?.[of] ?? Number.NaN)) * 100) / 100;
  const name = `${what}, ${ways[0].name} to ${ways[1].name}`;
  return [...lines, { bench: 'kube', case: name, unit: 'ratio', p50: ratio('p50'), server: ratio('serverUs') }];
}

async function timed({ write }: Way, from: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = from; turn < from + writesEach; turn++) {
    const began = performance.now();
    await write(turn);
    times.push((performance.now() - began) * 1000);
  }
  return times;
}

/** As a warm pod stands at its claim: written by who made it, by the scheduler and by the kubelet. */
async function patchOfPod(client: Client, how: 'tracked' | 'untracked'): Promise<Way> {
  const api = client.of(pods);
  const ref = { namespace, name: how };
  const label = (name: string, value: string) => ({ metadata: { labels: { [name]: value } } });
  await api.create(pod(ref), { fieldManager: 'operator' });
  await api.patch(ref, label('scheduled', 'yes'), { fieldManager: 'scheduler' });
  await api.patchStatus(ref, running, { fieldManager: 'kubelet' });
  if (how === 'untracked') await api.patch(ref, { metadata: { managedFields: [{}] } });
  const { metadata } = (await api.get(ref)) as Pod & { metadata: { managedFields?: unknown[] } };
  const writers = metadata.managedFields?.length ?? 0;
  if (writers !== (how === 'tracked' ? 3 : 0)) throw new Error(`the ${how} pod has ${writers} writers of its fields`);
  return { name: how, write: (turn) => api.patch(ref, label('turn', String(turn)), { fieldManager: 'operator' }) };
}

const running = {
  phase: 'Running',
  podIP: '198.18.1.2',
  podIPs: [{ ip: '198.18.1.2' }],
  conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True' })),
};

async function replaceOfStatus(client: Client): Promise<Way> {
  const api = client.of(sessions);
  let session = await inItsCall(client, 'replaced');
  const write = async (turn: number) => {
    session = await api.replaceStatus(session, { ...statusOf(0), reported: turn });
  };
  return { name: 'replaced', write };
}

async function patchOfStatus(client: Client): Promise<Way> {
  const api = client.of(sessions);
  const { metadata } = await inItsCall(client, 'patched');
  const { name, uid } = metadata;
  let { resourceVersion } = metadata;
  const write = async (turn: number) => {
    const session = await api.patchStatus({ namespace, name }, { reported: turn }, { uid, resourceVersion });
    resourceVersion = session.metadata.resourceVersion;
  };
  return { name: 'patched', write };
}

async function inItsCall(client: Client, name: string): Promise<Session> {
  const api = client.of(sessions);
  const session = await api.create({ metadata: { namespace, name }, spec: specOf(0) });
  return api.replaceStatus(session, statusOf(0));
}
