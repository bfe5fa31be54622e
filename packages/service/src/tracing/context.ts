import { randomBytes } from 'node:crypto';

/** Which trace something belongs to and which span it is, as the header `traceparent` of W3C Trace Context has it. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether anybody keeps the trace. */
  readonly sampled: boolean;
}

const PATTERN = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export const newTrace = (sampled: boolean): TraceContext => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  sampled,
});

export const childOf = (parent: TraceContext): TraceContext => ({
  ...parent,
  spanId: randomBytes(8).toString('hex'),
});

export const traceparentOf = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Undefined for what is no traceparent of version 00: whoever reads it begins a trace of their own. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = PATTERN.exec(text ?? '') ?? [];
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
