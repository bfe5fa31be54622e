import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Clock,
  childOf,
  newTrace,
  parseTraceparent,
  type TraceContext,
  type Tracer,
  traceparentOf,
} from '@switchboard/service';
import type { RequestHandler } from 'express';

interface Trace {
  readonly context: TraceContext;
  readonly parent: string | undefined;
  /** Only requests that start a conversation are traced. */
  starts: boolean;
}

export interface TracesOptions {
  readonly tracer: Tracer | undefined;
  /** Share of the requests that nobody else has decided about. */
  readonly ratio: number;
  readonly clock: Clock;
}

/** A span for each request that starts a conversation, and one for each of its steps. Without a tracer it does nothing. */
export class StartTraces {
  readonly #options: TracesOptions;
  readonly #current = new AsyncLocalStorage<Trace>();

  constructor(options: TracesOptions) {
    this.#options = options;
  }

  readonly handler: RequestHandler = (request, response, next) => {
    const { tracer, ratio, clock } = this.#options;
    if (!tracer) return next();
    const caller = parseTraceparent(request.header('traceparent'));
    const context = caller ? childOf(caller) : newTrace(Math.random() < ratio);
    const trace: Trace = { context, parent: caller?.spanId, starts: false };
    const startMs = clock.now();
    response.once('close', () => {
      if (!trace.starts) return;
      const route = String(response.locals['route'] ?? 'unknown');
      const { statusCode } = response;
      tracer.record({
        name: `${request.method} ${route}`,
        kind: 'server',
        context,
        parent: trace.parent,
        startMs,
        endMs: clock.now(),
        attributes: {
          'http.request.method': request.method,
          'http.route': route,
          'http.response.status_code': statusCode,
        },
        ...(statusCode >= 500 && { error: `answered ${statusCode}` }),
      });
    });
    this.#current.run(trace, next);
  };

  /** For the session that is about to be created, so that the operator's spans join this request's trace. */
  begin(): string | undefined {
    const trace = this.#current.getStore();
    if (!trace) return undefined;
    trace.starts = true;
    return traceparentOf(trace.context);
  }

  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { tracer, clock } = this.#options;
    const trace = this.#current.getStore();
    if (!trace?.starts || !tracer) return work();
    const { context } = trace;
    const span = { name, kind: 'internal', context: childOf(context), parent: context.spanId } as const;
    const startMs = clock.now();
    let error: string | undefined;
    try {
      return await work();
    } catch (cause) {
      error = (cause as Error).name;
      throw cause;
    } finally {
      tracer.record({ ...span, startMs, endMs: clock.now(), error });
    }
  }
}
