import { type AgentBehaviour, bus as contract } from '@switchboard/api';
import { type Bus, tell } from '@switchboard/bus';
import type { Clock } from '@switchboard/service';
import type { LoopLag, MemoryWatch } from '../watch/index.ts';
import type { Pod } from './pod.ts';

export interface PulseParts {
  readonly bus: Bus;
  readonly podUid: string;
  readonly pod: Pod;
  readonly memory: MemoryWatch;
  readonly lag: LoopLag;
  readonly clock: Clock;
}

const HELLO_MS = 1000;
/** Memory is looked at often while a conversation may use it, and seldom while the pod waits. */
const LOOK_MS = 1000;
const LOOK_IDLE_MS = 5000;

type Stage = keyof AgentBehaviour['speech'];

/** Says hello until somebody answers, and then every few seconds how we are. */
export class Pulse {
  readonly #parts: PulseParts;
  #cpu = process.cpuUsage();
  #cpuAt: number;

  constructor(parts: PulseParts) {
    this.#parts = parts;
    this.#cpuAt = parts.clock.monotonic();
  }

  /** `startedMs`: process start to the first hello. */
  start(startedMs: number): void {
    const { bus, clock, memory, pod } = this.#parts;
    this.#hello(startedMs);
    bus.onEvent((event) => {
      if (event.type === 'up') this.#hello(startedMs);
    });
    const beat = () => {
      this.#beat();
      clock.after(contract.HEARTBEAT_SECONDS * 1000, beat);
    };
    const look = () => {
      memory.look();
      clock.after(pod.session ? LOOK_MS : LOOK_IDLE_MS, look);
    };
    look();
    clock.after(contract.HEARTBEAT_SECONDS * 1000, beat);
  }

  #hello(startedMs: number): void {
    const { bus, podUid, pod, clock } = this.#parts;
    tell(bus, podUid, 'hello', { ...pod.identity(), startedMilliseconds: Math.round(startedMs) });
    clock.after(HELLO_MS, () => {
      if (!pod.heardOf && bus.state.up) this.#hello(startedMs);
    });
  }

  #beat(): void {
    const { bus, podUid, pod, memory, lag } = this.#parts;
    const { nowBytes, limitBytes } = memory.last;
    tell(bus, podUid, 'heartbeat', {
      at: new Date().toISOString(),
      state: pod.state,
      ...(pod.session && { session: pod.session }),
      memory: { nowBytes: Math.round(nowBytes), peakBytes: Math.round(memory.peakBytes), limitBytes },
      cpuMillicores: this.#millicores(),
      loopLagMilliseconds: Math.round(lag.take()),
      underruns: pod.call?.engine?.usage().underruns ?? 0,
      endpoints: this.#endpoints(),
    });
  }

  #endpoints(): contract.EndpointHealth[] {
    const health = this.#parts.pod.call?.engine?.health();
    if (!health) return [];
    return (Object.keys(health) as Stage[]).flatMap((stage) =>
      health[stage].map((one) => ({
        stage,
        url: one.url,
        state: one.state,
        inFlight: one.outstanding,
        failures: one.failures,
        ...(one.p50Milliseconds !== undefined && { p50Milliseconds: one.p50Milliseconds }),
      })),
    );
  }

  #millicores(): number {
    const now = this.#parts.clock.monotonic();
    const { user, system } = process.cpuUsage(this.#cpu);
    const spent = (user + system) / 1000 / Math.max(1, now - this.#cpuAt);
    this.#cpu = process.cpuUsage();
    this.#cpuAt = now;
    return Math.round(spent * 1000);
  }
}
