import { z } from 'zod';
import type { Tracer, TracerOptions } from './tracer.ts';

export { childOf, newTrace, parseTraceparent, type TraceContext, traceparentOf } from './context.ts';
export type { Span, Tracer } from './tracer.ts';

/** Off unless an endpoint is named. */
export const tracingConfig = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Base of an OTLP/HTTP receiver, such as http://collector.monitoring:4318. Absent: nothing is traced.'),
  ratio: z.number().min(0).max(1).default(1).describe('Share of the starts that are traced.'),
});
export type TracingConfig = z.output<typeof tracingConfig>;

/** The exporter is not even loaded where nothing is traced. */
export async function openTracer(options: {
  readonly service: string;
  readonly endpoint: string | undefined;
  readonly onError?: TracerOptions['onError'];
}): Promise<Tracer | undefined> {
  const { service, endpoint, onError } = options;
  if (endpoint === undefined) return undefined;
  const { Tracer } = await import('./tracer.ts');
  return new Tracer({ service, endpoint, ...(onError && { onError }) });
}
