import { type ConversationEvent, Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  eventually,
  gatewayUrl,
  get,
  livekit,
  makeKey,
  ownNamespace,
  type Pod,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { joined, ScriptedCaller, silence, spoken } from '../voice/index.ts';

const namespace = ownNamespace('road', 'switchboard-system');
const gone: (() => Promise<unknown>)[] = [];
let key: TestKey;
let client: Switchboard;

beforeAll(async () => {
  key = await makeKey(namespace);
  client = new Switchboard({ url: gatewayUrl, key: key.key });
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
});

afterAll(async () => {
  for (const leave of gone) await leave();
  await key.revoke();
});

const podsOf = async (name: string): Promise<Pod[]> =>
  (await get<{ items: Pod[] }>('pods', '--namespace', namespace)).items.filter((pod) => pod.metadata.name === name);

test('a request becomes a conversation, and the end leaves nothing behind', async () => {
  const { rooms } = await livekit();
  const { session, connection } = await client.start({ agent: 'ada', waitSeconds: 30 });
  expect(session).toMatchObject({ tenant: namespace, agent: 'ada', phase: 'Ready', identity: 'caller' });
  expect(session.room).toMatch(/^ada_session_\d+_[a-z0-9]{10}$/);
  const heard: ConversationEvent[] = [];
  const following = (async () => {
    for await (const event of client.events(session.id)) heard.push(event);
  })();

  const caller = new ScriptedCaller(session.identity ?? '');
  gone.push(() => caller.leave());
  const began = performance.now();
  await caller.join(connection.server_url, connection.participant_token);
  await caller.hears(began, 30_000);
  await caller.until('the greeting', () => caller.said('agent')[0], 30_000);
  expect(caller.said('agent')[0]).toMatch(/hello/i);
  await caller.quiet(1500, 30_000);
  const { pod = '', phase } = await eventually('phase Active', async () => {
    const now = await client.get(session.id);
    return now.phase === 'Active' && now;
  });
  expect(phase).toBe('Active');
  expect(await podsOf(pod)).toHaveLength(1);

  await caller.speak(joined(silence(200), await spoken('what is my number'), silence(600)));
  expect(await caller.until('a caption of the caller', () => caller.said('caller')[0], 30_000)).toBe(
    'what is my number',
  );
  await caller.until('an answer', () => caller.said('agent')[1], 30_000);

  await client.stop(session.id, 'Goodbye');
  const ended = await eventually('the end', async () => {
    const now = await client.get(session.id);
    return now.phase === 'Ended' && now;
  });
  expect(ended.endReason).toBe('Stopped');
  await following;
  expect(heard.some((event) => event.type === 'transcript' && event.speaker === 'agent')).toBe(true);
  expect(heard.filter((event) => event.type === 'status').map(({ event }) => event)).toEqual(
    expect.arrayContaining(['AgentJoined', 'CallerJoined', 'Ended']),
  );
  expect(heard.at(-1)).toMatchObject({ type: 'session', session: { phase: 'Ended', endReason: 'Stopped' } });

  const { utterances, complete } = await client.transcript(session.id);
  expect(complete).toBe(true);
  expect(utterances.map(({ speaker }) => speaker)).toEqual(expect.arrayContaining(['agent', 'caller']));
  await eventually('the pod to go', async () => (await podsOf(pod)).length === 0);
  await eventually('the room to go', async () => (await rooms.listRooms([session.room ?? ''])).length === 0);
});
