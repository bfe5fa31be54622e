import type { bus as contract } from '@switchboard/api';
import {
  type Clock,
  childOf,
  type Logger,
  openTracer,
  parseTraceparent,
  type TraceContext,
  type Tracer,
} from '@switchboard/service';
import type { Ledger } from '../engine/index.ts';

/** The pod's part of the trace of a start: joining the room, and the greeting until its first sound. */
export class StartTrace {
  readonly #clock: Clock;
  readonly #parent: TraceContext;
  readonly #tracer: Promise<Tracer | undefined>;
  readonly #beganAt: number;
  #heardAt: number | undefined;

  /** Undefined where nobody asked for traces: then nothing of it is even loaded. */
  static of(trace: contract.Assign['trace'], parts: { clock: Clock; logger: Logger }): StartTrace | undefined {
    const parent = parseTraceparent(trace?.traceparent);
    return trace && parent && new StartTrace(parent, trace.endpoint, parts);
  }

  private constructor(parent: TraceContext, endpoint: string, { clock, logger }: { clock: Clock; logger: Logger }) {
    this.#parent = parent;
    this.#clock = clock;
    this.#beganAt = clock.monotonic();
    const onError = (error: Error) => logger.debug({ error }, 'traces were not taken');
    this.#tracer = openTracer({ service: 'switchboard-session', endpoint, onError }).catch((error: Error) => {
      onError(error);
      return undefined;
    });
  }

  joined(): void {
    this.#record('join the room', this.#beganAt, this.#clock.monotonic());
  }

  callerHears(): void {
    this.#heardAt ??= this.#clock.monotonic();
  }

  turn({ trigger, moments }: Ledger): void {
    if (trigger !== 'greeting' || this.#heardAt === undefined || moments.firstFrame === undefined) return;
    this.#record('greeting to first audio', this.#heardAt, moments.firstFrame);
  }

  #record(name: string, from: number, to: number): void {
    const epoch = this.#clock.now() - this.#clock.monotonic();
    const span = { name, kind: 'internal', context: childOf(this.#parent), parent: this.#parent.spanId } as const;
    void this.#tracer.then((tracer) => tracer?.record({ ...span, startMs: epoch + from, endMs: epoch + to }));
  }
}
