import { randomUUID } from 'node:crypto';
import type { VoiceSessionObject } from '@switchboard/api';
import { until } from '@switchboard/bus/testing';
import { systemClock } from '@switchboard/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EventStream } from './events/stream.ts';
import { ReportingPod, talkingPod } from './testing/pod.ts';
import { type RunningGateway, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

let stand: Stand;
let operator: StandIn;
let gateway: RunningGateway;
let key: string;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  stand = await Stand.open();
  await stand.tenant('acme');
  operator = new StandIn(stand.client);
  key = await stand.key('acme');
  gateway = await stand.gateway();
});

afterAll(async () => {
  for (const close of closing) await close();
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

async function started(): Promise<{ session: VoiceSessionObject; pod: ReportingPod }> {
  const talking = await talkingPod(stand, gateway.url, { tenant: 'acme', key });
  closing.push(() => talking.pod.close());
  return talking;
}

/** Each gateway has a watch of its own, and it was told of none that another made. */
const knownTo = ({ url }: RunningGateway, { metadata }: VoiceSessionObject): Promise<void> =>
  until('that gateway to know of it', async () => {
    const headers = { Authorization: `Bearer ${key}` };
    return (await fetch(`${url}/v1/sessions/${metadata.name}`, { headers })).ok;
  });

/** What a follower gets, as text, until it has had enough. */
function follow(session: VoiceSessionObject, { from = gateway, after = '' } = {}) {
  const stop = new AbortController();
  const heard: string[] = [];
  const done = (async () => {
    const headers = { Authorization: `Bearer ${key}`, ...(after && { 'Last-Event-ID': after }) };
    const response = await fetch(`${from.url}/v1/sessions/${session.metadata.name}/events`, {
      headers,
      signal: stop.signal,
    });
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      heard.push(...blocks);
    }
  })().catch(() => undefined);
  const texts = () => heard.flatMap((block) => /"text":"([^"]*)"/.exec(block)?.[1] ?? []);
  const lastId = () => heard.flatMap((block) => /^id: (\d+)/m.exec(block)?.[1] ?? []).at(-1) ?? '';
  closing.push(() => stop.abort());
  return { heard, texts, lastId, done, stop: () => stop.abort() };
}

test('events come to a follower at any gateway, and go on where they broke off', async () => {
  const other = await stand.gateway();
  const { session, pod } = await started();
  await pod.status('AgentJoined');
  await pod.transcript('one');
  const first = follow(session);
  await until('the past', () => first.texts().includes('one'));
  await pod.transcript('two');
  await until('what is said now', () => first.texts().includes('two'));
  first.stop();
  await pod.transcript('three');
  await knownTo(other, session);
  const second = follow(session, { from: other, after: first.lastId() });
  await until('what was missed', () => second.texts().includes('three'));
  await pod.transcript('four');
  await until('and what is said now', () => second.texts().includes('four'));
  expect([...first.texts(), ...second.texts()]).toEqual(['one', 'two', 'three', 'four']);
});

test('events of a gateway that goes are ended, so that followers come back elsewhere', async () => {
  const going = await stand.gateway();
  const { session } = await started();
  await knownTo(going, session);
  const follower = follow(session, { from: going });
  await until('the first event', () => follower.heard.length > 0);
  await going.close();
  await follower.done;
});

test('who comes back to a gateway that goes, before anybody knows, is ended too', async () => {
  const drained = Promise.withResolvers<void>();
  const clock = { ...systemClock, sleep: () => drained.promise };
  const going = await stand.gateway({ hooks: { enabled: false } }, clock);
  const { session } = await started();
  await knownTo(going, session);
  const first = follow(session, { from: going });
  await until('the first event', () => first.heard.length > 0);
  const closed = going.close();
  await first.done;
  const again = follow(session, { from: going });
  await until('the first event of the second stream', () => again.heard.length > 0);
  drained.resolve();
  await Promise.all([again.done, closed]);
});

test('events of another pod that claims the session are not heard', async () => {
  const { session, pod } = await started();
  const follower = follow(session);
  await until('the first event', () => follower.heard.length > 0);
  const stored = { ...session, status: { ...session.status, pod: { ...session.status?.pod, uid: randomUUID() } } };
  const impostor = await ReportingPod.of(stored as VoiceSessionObject, stand.nats);
  closing.push(() => impostor.close());
  await impostor.transcript('false');
  await pod.transcript('true');
  await until('the true one', () => follower.texts().includes('true'));
  expect(follower.texts()).toEqual(['true']);
});

test('the end is told after the pod’s last words, also where the watch knows of it, and of its deletion, before the bus', async () => {
  const { session, pod } = await started();
  await pod.transcript('first');
  const written: string[] = [];
  const over = Promise.withResolvers<void>();
  const told: ((session: VoiceSessionObject | undefined) => void)[] = [];
  // A feed that hears nothing in time can't be had of a real one.
  const feed = { follow: () => () => undefined };
  const watch = {
    follow: (_key: string, tell: (typeof told)[number]) => {
      told.push(tell);
      return () => undefined;
    },
  };
  const stream = { write: (text: string) => written.push(text), end: over.resolve, onClose: () => undefined };
  new EventStream({ bus: stand.bus, feed, watch } as never, stream as never, 0).start(session);
  await until('the past', () => written.some((text) => text.includes('"first"')));
  await pod.transcript('last words');
  told[0]?.({ ...session, status: { ...session.status, phase: 'Ended' } } as VoiceSessionObject);
  told[0]?.(undefined);
  await over.promise;
  const names = written.map((text) => /"text":"([^"]*)"|"phase":"(\w+)"/.exec(text)?.slice(1).find(Boolean));
  expect(names.filter(Boolean)).toEqual(['first', 'Ready', 'last words', 'Ended']);
});
