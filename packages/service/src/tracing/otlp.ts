import type { Span } from './tracer.ts';

const kinds = { internal: 1, server: 2, client: 3 } as const;
const ERROR = 2;

/** The body of an OTLP/HTTP export, in its JSON encoding. */
export function otlpBody(service: string, spans: readonly Span[]): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': service }) },
        scopeSpans: [{ scope: { name: 'switchboard' }, spans: spans.map(encode) }],
      },
    ],
  });
}

const encode = ({ name, kind, context, parent, startMs, endMs, attributes, error }: Span) => ({
  traceId: context.traceId,
  spanId: context.spanId,
  ...(parent && { parentSpanId: parent }),
  name,
  kind: kinds[kind],
  startTimeUnixNano: nanoseconds(startMs),
  endTimeUnixNano: nanoseconds(Math.max(startMs, endMs)),
  attributes: attributesOf(attributes ?? {}),
  ...(error !== undefined && { status: { code: ERROR, message: error } }),
});

const attributesOf = (attributes: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** A double has not digits enough for the nanoseconds of an epoch. */
const nanoseconds = (ms: number): string => String(BigInt(Math.round(ms * 1000)) * 1000n);
