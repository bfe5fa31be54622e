import { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { SecondInstall } from '../chart/second.ts';
import { createAgent, eventually, explain, makeKey, warmPods } from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { type ReceivedSpan, Receiver } from './receiver.ts';

// The operator of `make up` leaves it alone: see dev/values.yaml.
const TENANT = 'e2e-traced-tenant';
const receiver = new Receiver();
const second = new SecondInstall(TENANT);
/** Of one start. */
const SPANS = 10;
let gateway: string;
let key: string;

// An installation of its own: that of `make up` sends no traces.
beforeAll(async () => {
  const endpoint = await receiver.listen(process.env['SWB_NODE_IP'] ?? '198.18.0.1');
  await second.prepare();
  await second.install({ tracing: { endpoint }, operator: { replicas: 1 }, gateway: { replicas: 1 } });
  await createAgent(TENANT, 'ada', { warm: 1 });
  await warmPods(TENANT, 'ada', 1);
  gateway = await second.gatewayUrl();
  ({ key } = await makeKey(TENANT, 'client', second.keysNamespace));
}, 300_000);
afterAll(async () => {
  await second.close();
  await receiver[Symbol.asyncDispose]();
}, 180_000);
beforeEach(() => {
  onTestFailed(async () => console.error(await explain(second.home, TENANT)));
});

test('from the request to the first sound is one trace over gateway, operator and session pod', async () => {
  const traceId = 'abcdefabcdefabcdefabcdefabcdef12';
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(`${gateway}/v1/sessions`, {
    method: 'POST',
    headers: { ...headers, traceparent: `00-${traceId}-1234567890abcdef-01` },
    body: JSON.stringify({ agent: 'ada', waitSeconds: 30 }),
  });
  expect(response.status).toBe(201);
  const { session, connection } = (await response.json()) as Awaited<ReturnType<Switchboard['start']>>;
  await using caller = new ScriptedCaller(session.identity ?? '');
  await caller.join(connection.server_url, connection.participant_token);
  await caller.until('the greeting', () => caller.said('agent')[0], 30_000);
  // Each program sends what it has once a second, in no order.
  const spans = await eventually('the spans of three programs', async () => {
    const ours = receiver.spans.filter((span) => span.traceId === traceId);
    return ours.length >= SPANS && ours;
  });
  await new Switchboard({ url: gateway, key }).stop(session.id, 'Now');

  const span = (name: string): ReceivedSpan => {
    const found = spans.filter((one) => one.name === name);
    expect(found, name).toHaveLength(1);
    return found[0] as ReceivedSpan;
  };
  const request = span('POST /v1/sessions');
  const start = span('start session');
  const assign = span('assign');
  const tree: [name: string, service: string, parent: string | undefined][] = [
    ['POST /v1/sessions', 'switchboard-gateway', '1234567890abcdef'],
    ['create VoiceSession', 'switchboard-gateway', request.spanId],
    ['wait for the agent', 'switchboard-gateway', request.spanId],
    ['start session', 'switchboard-operator', request.spanId],
    ['queue', 'switchboard-operator', start.spanId],
    ['bind', 'switchboard-operator', start.spanId],
    ['assign', 'switchboard-operator', start.spanId],
    ['join', 'switchboard-operator', start.spanId],
    ['join the room', 'switchboard-session', assign.spanId],
    ['greeting to first audio', 'switchboard-session', assign.spanId],
  ];
  expect(tree).toHaveLength(SPANS);
  expect(spans.map(({ name, service, parentSpanId }) => [name, service, parentSpanId]).sort()).toEqual(tree.sort());
  // One machine, one clock: what is part of something lies within it, and the sound is the end of it all.
  expect(start.startMs).toBeGreaterThanOrEqual(request.startMs);
  expect(span('greeting to first audio').endMs).toBeGreaterThan(request.endMs);
  for (const { startMs, endMs } of spans) expect(endMs).toBeGreaterThanOrEqual(startMs);
});

test('who starts no conversation leaves no trace', async () => {
  const traceId = 'abcdefabcdefabcdefabcdefabcdef34';
  const headers = { authorization: `Bearer ${key}`, traceparent: `00-${traceId}-1234567890abcdef-01` };
  expect((await fetch(`${gateway}/v1/sessions`, { headers })).status).toBe(200);
  const starts = () => receiver.spans.filter(({ name }) => name === 'start session').length;
  const before = starts();
  const client = new Switchboard({ url: gateway, key });
  await warmPods(TENANT, 'ada', 1);
  const { session } = await client.start({ agent: 'ada', waitSeconds: 30 });
  await eventually('the span of the next start', async () => starts() > before);
  expect(receiver.spans.filter((span) => span.traceId === traceId)).toEqual([]);
  await client.stop(session.id, 'Now');
});
