import { annotations, type bus } from '@switchboard/api';
import {
  type Clock,
  childOf,
  newTrace,
  parseTraceparent,
  type Span,
  type TraceContext,
  type Tracer,
  traceparentOf,
} from '@switchboard/service';
import type { VoiceSession } from '../cluster/resources.ts';
import type { Memory, Moment } from './memory.ts';

export interface TracesOptions {
  readonly tracer: Tracer | undefined;
  readonly endpoint: string | undefined;
  /** Share of the sessions that no request was traced for. */
  readonly ratio: number;
  readonly clock: Clock;
}

interface Start {
  readonly parent: string | undefined;
  readonly context: TraceContext;
  /** What the pod's spans are part of. */
  readonly assign: TraceContext;
}

/** Spans within the start, out of the moments that the operator remembers anyway. */
const stages = [
  { name: 'queue', kind: 'internal', from: 'seen', to: 'claiming' },
  { name: 'bind', kind: 'internal', from: 'claiming', to: 'bound' },
  { name: 'assign', kind: 'client', from: 'asked', to: 'taken' },
  { name: 'join', kind: 'internal', from: 'taken', to: 'ready' },
] as const satisfies readonly { name: string; kind: Span['kind']; from: Moment; to: Moment }[];

/** The operator's part of a trace: from a session seen to its agent in the room. Without a tracer it does nothing. */
export class StartTraces {
  readonly #options: TracesOptions;
  readonly #starts = new Map<string, Start>();

  constructor(options: TracesOptions) {
    this.#options = options;
  }

  /** What `assign` tells the pod. */
  assign(session: VoiceSession): bus.Assign['trace'] {
    const { tracer, endpoint } = this.#options;
    if (!tracer || endpoint === undefined) return undefined;
    const { assign } = this.#start(session);
    return assign.sampled ? { traceparent: traceparentOf(assign), endpoint } : undefined;
  }

  /** `failure`: it ended before its agent was in the room. */
  over(session: VoiceSession, { moments }: Pick<Memory, 'moments'>, failure?: string): void {
    const { tracer, clock } = this.#options;
    if (!tracer || (failure !== undefined && moments.ready !== undefined)) return;
    const { parent, context, assign } = this.#start(session);
    this.#starts.delete(session.metadata.uid);
    const epoch = clock.now() - clock.monotonic();
    for (const { name, kind, from, to } of stages) {
      const [start, end] = [moments[from], moments[to]];
      if (start === undefined || end === undefined) continue;
      const own = name === 'assign' ? assign : childOf(context);
      const span = { name, kind, context: own, parent: context.spanId };
      tracer.record({ ...span, startMs: epoch + start, endMs: epoch + end });
    }
    const now = clock.monotonic();
    tracer.record({
      name: 'start session',
      kind: 'internal',
      context,
      parent,
      startMs: epoch + (moments.seen ?? now),
      endMs: epoch + (moments.ready ?? now),
      attributes: attributesOf(session),
      error: failure,
    });
  }

  #start(session: VoiceSession): Start {
    const { uid, annotations: marks } = session.metadata;
    const known = this.#starts.get(uid);
    if (known) return known;
    const caller = parseTraceparent(marks?.[annotations.traceparent]);
    const context = caller ? childOf(caller) : newTrace(Math.random() < this.#options.ratio);
    const start = { parent: caller?.spanId, context, assign: childOf(context) };
    this.#starts.set(uid, start);
    return start;
  }
}

function attributesOf({ metadata, spec, status }: VoiceSession): NonNullable<Span['attributes']> {
  return {
    'k8s.namespace.name': metadata.namespace,
    'switchboard.session': metadata.name,
    'switchboard.agent': spec.agent,
    ...(status?.pod && {
      'switchboard.start': status.pod.warm ? 'warm' : 'cold',
      'k8s.pod.name': status.pod.name,
      'k8s.node.name': status.pod.node ?? '',
    }),
  };
}
