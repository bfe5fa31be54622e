import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childOf, newTrace, openTracer, parseTraceparent, type Span, traceparentOf, tracingConfig } from './index.ts';

const bodies: { path: string | undefined; body: unknown }[] = [];
let answer = 200;
const receiver = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    bodies.push({ path: request.url, body: JSON.parse(text) });
    response.writeHead(answer).end('{}');
  });
});
let endpoint: string;

beforeEach(async () => {
  bodies.length = 0;
  answer = 200;
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterEach(() => new Promise((resolve) => receiver.close(resolve)));

const span = (name: string, more: Partial<Span> = {}): Span => ({
  name,
  kind: 'internal',
  context: newTrace(true),
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_000_012,
  ...more,
});

test('nothing is loaded where no endpoint is named', async () => {
  expect(tracingConfig.parse({})).toEqual({ ratio: 1 });
  expect(await openTracer({ service: 'x', endpoint: undefined })).toBeUndefined();
});

test('spans arrive in the JSON of OTLP/HTTP, with their times to the microsecond', async () => {
  const tracer = await openTracer({ service: 'operator', endpoint });
  const parent = newTrace(true);
  const context = childOf(parent);
  tracer?.record(
    span('bind', { context, parent: parent.spanId, attributes: { warm: true, attempt: 1, share: 0.5, agent: 'a' } }),
  );
  tracer?.record(span('late', { endMs: 0, error: 'OOMKilled' }));
  await tracer?.flush();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.path).toBe('/v1/traces');
  const [resource] = (bodies[0] as { body: { resourceSpans: unknown[] } }).body.resourceSpans;
  expect(resource).toMatchObject({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: 'operator' } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: parent.traceId,
            spanId: context.spanId,
            parentSpanId: parent.spanId,
            name: 'bind',
            kind: 1,
            startTimeUnixNano: '1700000000000250000',
            endTimeUnixNano: '1700000000012000000',
            attributes: [
              { key: 'warm', value: { boolValue: true } },
              { key: 'attempt', value: { intValue: '1' } },
              { key: 'share', value: { doubleValue: 0.5 } },
              { key: 'agent', value: { stringValue: 'a' } },
            ],
          },
          { name: 'late', endTimeUnixNano: '1700000000000250000', status: { code: 2, message: 'OOMKilled' } },
        ],
      },
    ],
  });
});

test('what is not sampled is not sent, and what the receiver refuses is told and dropped', async () => {
  const errors: string[] = [];
  const tracer = await openTracer({ service: 'x', endpoint, onError: ({ message }) => errors.push(message) });
  tracer?.record(span('quiet', { context: newTrace(false) }));
  await tracer?.flush();
  expect(bodies).toEqual([]);
  answer = 503;
  tracer?.record(span('lost'));
  await tracer?.flush();
  await tracer?.flush();
  expect(errors).toEqual(['the receiver of traces answered 503']);
  expect(bodies).toHaveLength(1);
});

test('a traceparent that is none begins nothing', () => {
  const context = newTrace(true);
  expect(parseTraceparent(traceparentOf(context))).toEqual(context);
  expect(parseTraceparent(traceparentOf({ ...context, sampled: false }))?.sampled).toBe(false);
  for (const text of [
    undefined,
    '',
    'x',
    `01-${context.traceId}-${context.spanId}-01`,
    `00-${'0'.repeat(32)}-${context.spanId}-01`,
    `00-${context.traceId}-${'0'.repeat(16)}-01`,
    `00-${context.traceId.toUpperCase()}-${context.spanId}-zz`,
  ])
    expect(parseTraceparent(text)).toBeUndefined();
});
