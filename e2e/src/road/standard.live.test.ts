import { TokenSource } from 'livekit-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  eventually,
  gatewayUrl,
  get,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';

const namespace = ownNamespace('standard', 'switchboard-system');
let key: TestKey;

beforeAll(async () => {
  key = await makeKey(namespace);
  await createAgent(namespace, 'ada', { warm: 5, most: 6 });
  await warmPods(namespace, 'ada', 5);
});

afterAll(() => key.revoke());

interface Sessions {
  readonly items: readonly { readonly status?: { readonly room?: string } }[];
}

test('five starter apps at once get five rooms', async () => {
  const ask = async () => {
    const response = await fetch(`${gatewayUrl}/api/connection-details?roomName=ada_session_x&participantName=Bo`, {
      headers: { Authorization: `Bearer ${key.key}` },
    });
    return { status: response.status, body: (await response.json()) as { roomName: string; participantToken: string } };
  };
  const answers = await Promise.all(Array.from({ length: 5 }, ask));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const rooms = new Set(answers.map(({ body }) => body.roomName));
  expect(rooms.size).toBe(5);
  await eventually('their sessions', async () => {
    const { items } = await get<Sessions>('voicesessions', '--namespace', namespace);
    return [...rooms].every((room) => items.some(({ status }) => status?.room === room));
  });
});

test('a stock LiveKit token source leads a caller to an agent of its own', async () => {
  await warmPods(namespace, 'ada', 1);
  const headers = { Authorization: `Bearer ${key.key}` };
  const source = TokenSource.endpoint(`${gatewayUrl}/v1/token`, { headers });
  const details = await source.fetch({ agentName: 'ada', participantName: 'Carla' });
  const caller = new ScriptedCaller('caller');
  try {
    const began = performance.now();
    await caller.join(details.serverUrl, details.participantToken);
    expect(caller.room.localParticipant?.name).toBe('Carla');
    await caller.hears(began, 30_000);
  } finally {
    await caller.leave();
  }
});
