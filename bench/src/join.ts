import { randomBytes } from 'node:crypto';
import { dispose, Room, RoomEvent } from '@livekit/rtc-node';
import { create, eventually, get, kubectl, livekit, pod, probePod, within } from '@switchboard/e2e';
import { Client, connect, type Pod, pods } from '@switchboard/kube';
import { figures } from './figures.ts';

const runs = Number(process.argv[2] ?? 20);
const namespace = `bench-join-${randomBytes(3).toString('hex')}`;
const server = await livekit();
const client = new Client(connect()).of(pods);

/** From the request that creates the pod to the moment a caller in the room sees its agent. */
async function joinOnce(run: number): Promise<number> {
  const room = await server.newRoom();
  const caller = new Room();
  const joined = new Promise<number>((resolve) => {
    caller.on(RoomEvent.ParticipantConnected, ({ identity }) => identity === 'agent' && resolve(performance.now()));
  });
  await caller.connect(server.url, await server.token(room, 'caller'), { autoSubscribe: false, dynacast: false });
  const name = `agent-${run}`;
  const env = { LIVEKIT_URL: server.url, LIVEKIT_TOKEN: await server.token(room, 'agent', 'agent') };
  const object = probePod({ namespace, name, args: ['echo'], env }) as Pod;

  const start = performance.now();
  await client.create(object);
  const milliseconds = (await within('the agent', 60, joined)) - start;

  await client.delete({ namespace, name }, { gracePeriodSeconds: 0 });
  await caller.disconnect();
  await server.rooms.deleteRoom(room);
  await eventually('the end of the pod', () =>
    pod(namespace, name).then(
      () => false,
      () => true,
    ),
  );
  return milliseconds;
}

await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
try {
  await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
  await joinOnce(0);
  const values: number[] = [];
  for (let run = 1; run <= runs; run += 1) values.push(await joinOnce(run));
  console.log(JSON.stringify(figures('join', 'pod-created-to-joined', 'ms', values)));
} finally {
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  await dispose();
}
process.exit(0);
