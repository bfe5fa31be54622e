import { randomUUID } from 'node:crypto';
import type { AgentBehaviour, bus as contract } from '@switchboard/api';
import {
  type AnyReport,
  askPod,
  type Bus,
  type ControlKind,
  type ControlMessage,
  decodeAny,
  filters,
  listen,
  type Report,
  type ReportKind,
  replay,
  STREAMS,
} from '@switchboard/bus';
import type { Program } from './processes.ts';
import type { Stage } from './stage.ts';

/** How long a report of a process that has ended may still be on its way. */
const ON_THE_WAY_MS = 5000;

/** A session process and what it reports; the test plays the operator towards it. */
export class StagePod {
  readonly uid: string;
  readonly program: Program;
  readonly reports: AnyReport[];
  readonly #stage: Stage;

  constructor(stage: Stage, parts: { uid: string; program: Program; reports: AnyReport[] }) {
    this.#stage = stage;
    this.uid = parts.uid;
    this.program = parts.program;
    this.reports = parts.reports;
  }

  ask<K extends ControlKind>(kind: K, message: ControlMessage<K>, deadlineMs = 10_000) {
    return askPod(this.#stage.bus, { podUid: this.uid, kind, message, deadlineMs });
  }

  of<K extends ReportKind>(kind: K): Report<K>[] {
    return this.reports.flatMap((one) => (one.kind === kind ? [one.report as Report<K>] : []));
  }

  /** What the stream holds of it, once that satisfies the test: what arrived while nobody was connected counts too. */
  async recorded(enough: (stored: AnyReport[]) => boolean, boundMs: number): Promise<AnyReport[]> {
    const options = { stream: STREAMS.reports, subject: filters.pod(this.uid), after: 0, decode: decodeAny };
    await this.#stage.bus.ready(boundMs);
    for (const deadline = performance.now() + boundMs; ; ) {
      const stored: AnyReport[] = [];
      for await (const { message } of replay(this.#stage.bus, options)) if ('podUid' in message) stored.push(message);
      if (enough(stored)) return stored;
      if (performance.now() > deadline)
        throw new Error(`not in the record within ${boundMs} ms; it has ${stored.length}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Reports come another way than sound, captions and the end of the process: each may be there before the others. */
  async reported<K extends ReportKind>(
    kind: K,
    matches: (report: Report<K>) => boolean = () => true,
    boundMs = 20_000,
  ): Promise<Report<K>> {
    let deadline = performance.now() + boundMs;
    let running = true;
    for (;;) {
      const found = this.of(kind).find(matches);
      if (found) return found;
      if (running && !this.program.running) {
        running = false;
        deadline = Math.min(deadline, performance.now() + ON_THE_WAY_MS);
      }
      if (performance.now() > deadline)
        throw new Error(
          `the pod has not reported this ${kind} within ${boundMs} ms; its output:\n${this.program.output.slice(-4000)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  ended(): Promise<Report<'status'>> {
    return this.reported('status', (status) => status.event === 'Ended');
  }

  /** How long a process takes to start where many start at once is nobody's concern here. */
  hello() {
    return this.reported('hello', undefined, 60_000);
  }

  /** Gives it a conversation, and waits until it is in the room. */
  async assign(options: AssignOptions): Promise<contract.Assign> {
    const room = options.room ?? (await this.#stage.room());
    const behaviour = options.behaviour ?? this.#stage.behaviour();
    const message: contract.Assign = {
      session: { uid: randomUUID(), name: 'call-1', namespace: 'demo' },
      agent: { name: 'helper', generation: 1 },
      behaviour,
      participant: { identity: options.identity },
      channel: { type: 'livekit' },
      variables: options.variables ?? {},
      language: behaviour.language,
      voice: behaviour.voice.name,
      limits: { ...behaviour.limits, ...options.limits },
      room,
    };
    const ack = await this.ask('assign', message);
    if (!ack.ok) throw new Error(`the pod refused: ${ack.reason} ${ack.message}`);
    await this.reported('status', (status) => status.event === 'AgentJoined', 60_000);
    return message;
  }
}

export interface AssignOptions {
  readonly identity: string;
  readonly room?: contract.Assign['room'];
  readonly behaviour?: AgentBehaviour;
  readonly variables?: Record<string, string>;
  readonly limits?: Partial<contract.Assign['limits']>;
}

/** What a pod reports, from now on. */
export function collect(bus: Bus, uid: string): AnyReport[] {
  const reports: AnyReport[] = [];
  const heard = listen(bus, { subject: filters.pod(uid), decode: decodeAny, limit: 10_000 });
  void (async () => {
    for await (const { message } of heard) if ('podUid' in message) reports.push(message);
  })();
  return reports;
}
