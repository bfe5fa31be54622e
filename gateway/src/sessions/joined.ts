import { type Bus, decodeReport, filters, type Listener, listen, type Report } from '@switchboard/bus';

/** More pods than this are not remembered: the operator's word in the VoiceSession comes soon enough. */
const LIMIT = 20_000;

/** Which pods have said that their agent is in the room, as heard on the bus. */
export class Joined {
  readonly #pods = new Set<string>();
  readonly #listener: Listener<Report<'status'>>;
  #tell: (pod: string) => void = () => undefined;

  constructor(bus: Bus) {
    this.#listener = listen(bus, { subject: filters.reports('status'), decode: decodeReport('status'), limit: LIMIT });
    void this.#pump();
  }

  has(pod: string): boolean {
    return this.#pods.has(pod);
  }

  onJoin(tell: (pod: string) => void): void {
    this.#tell = tell;
  }

  stop(): void {
    this.#listener.stop();
  }

  async #pump(): Promise<void> {
    for await (const { subject, message } of this.#listener) {
      if (subject.type !== 'report' || message.event !== 'AgentJoined' || this.#pods.has(subject.podUid)) continue;
      this.#pods.add(subject.podUid);
      for (const oldest of this.#pods) {
        if (this.#pods.size <= LIMIT) break;
        this.#pods.delete(oldest);
      }
      this.#tell(subject.podUid);
    }
  }
}
