import { annotations } from '@switchboard/api';
import { FakeClock, parseTraceparent, type Span, type Tracer } from '@switchboard/service';
import { expect, test } from 'vitest';
import { aSession, bound } from '../testing/objects.ts';
import { StartTraces } from './traces.ts';

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const moments = { seen: 0, claiming: 5, reserved: 8, bound: 12, asked: 13, taken: 20, ready: 40 };

function traced(ratio = 1) {
  const spans: Span[] = [];
  const tracer = { record: (span: Span) => void spans.push(span) } as unknown as Tracer;
  const clock = new FakeClock(1000);
  return { spans, clock, traces: new StartTraces({ tracer, endpoint: 'http://receiver', ratio, clock }) };
}

const session = (traceparent?: string) => {
  const made = aSession({}, { pod: bound });
  return traceparent
    ? { ...made, metadata: { ...made.metadata, annotations: { [annotations.traceparent]: traceparent } } }
    : made;
};

test('the stages of a start are part of it, it is part of the request, and the pod’s part of assign', async () => {
  const { traces, spans, clock } = traced();
  await clock.advance(50);
  const told = parseTraceparent(traces.assign(session(caller))?.traceparent);
  traces.over(session(caller), { moments });
  const named = Object.fromEntries(spans.map((span) => [span.name, span]));
  const start = named['start session'];
  expect(start).toMatchObject({ parent: 'b7ad6b7169203331', startMs: 1000, endMs: 1040 });
  expect(start?.attributes).toMatchObject({ 'switchboard.session': 'call', 'switchboard.start': 'warm' });
  for (const name of ['queue', 'bind', 'assign', 'join']) expect(named[name]?.parent).toBe(start?.context.spanId);
  expect(named['bind']).toMatchObject({ startMs: 1005, endMs: 1012 });
  expect(named['assign']?.context.spanId).toBe(told?.spanId);
  expect(new Set(spans.map(({ context }) => context.traceId))).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']));
});

test('a session that never became ready leaves what it got to, with the reason', () => {
  const { traces, spans } = traced();
  traces.over(session(caller), { moments: { seen: 0, claiming: 5 } }, 'PendingTimeout');
  expect(spans.map(({ name, error }) => [name, error])).toEqual([
    ['queue', undefined],
    ['start session', 'PendingTimeout'],
  ]);
});

test('the end of a conversation adds nothing to the trace of its start', () => {
  const { traces, spans } = traced();
  traces.over(session(caller), { moments }, 'CallerLeft');
  expect(spans).toEqual([]);
});

test('what is not sampled is not told to the pod; a session of kubectl begins a trace of its own', () => {
  expect(traced().traces.assign(session(caller.replace(/01$/, '00')))).toBeUndefined();
  expect(traced(0).traces.assign(session())).toBeUndefined();
  const { traces, spans } = traced(1);
  expect(traces.assign(session())).toMatchObject({ endpoint: 'http://receiver' });
  traces.over(session(), { moments });
  expect(spans.at(-1)).toMatchObject({ name: 'start session', parent: undefined });
});

test('without a tracer nothing is kept or told', () => {
  const traces = new StartTraces({ tracer: undefined, endpoint: undefined, ratio: 1, clock: new FakeClock() });
  expect(traces.assign(session(caller))).toBeUndefined();
  traces.over(session(caller), { moments });
});
