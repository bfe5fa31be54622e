import type { bus } from '@switchboard/api';

/** Status reports that are not in a VoiceSession yet, by pod and in order, each once. */
export class Inbox {
  readonly #pods = new Map<string, Map<number, bus.StatusReport>>();
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Pods whose session has ended: nothing they say counts any more. Bounded, oldest forgotten first. */
  readonly #closed = new Set<string>();

  /** True if it is news. */
  put(podUid: string, report: bus.StatusReport): boolean {
    if (this.#closed.has(podUid)) return false;
    const reports = this.#pods.get(podUid) ?? new Map<number, bus.StatusReport>();
    this.#pods.set(podUid, reports);
    if (reports.has(report.sequence)) return false;
    reports.set(report.sequence, report);
    return true;
  }

  /** In order, above `reported`. */
  unfolded(podUid: string, reported: number): bus.StatusReport[] {
    const reports = this.#pods.get(podUid);
    if (!reports) return [];
    return [...reports.values()].filter(({ sequence }) => sequence > reported).sort((a, b) => a.sequence - b.sequence);
  }

  isFolded(podUid: string, sequence: number): boolean {
    return this.#closed.has(podUid) || !this.#pods.get(podUid)?.has(sequence);
  }

  /** What stands in the VoiceSession need not be kept. */
  folded(podUid: string, reported: number): void {
    const reports = this.#pods.get(podUid);
    if (!reports) return;
    for (const sequence of reports.keys()) if (sequence <= reported) reports.delete(sequence);
    if (reports.size === 0) this.#pods.delete(podUid);
    this.#wake(podUid);
  }

  close(podUid: string): void {
    this.#pods.delete(podUid);
    this.#closed.add(podUid);
    const [oldest] = this.#closed;
    if (oldest !== undefined && this.#closed.size > CLOSED_MAX) this.#closed.delete(oldest);
    this.#wake(podUid);
  }

  /** Resolves when something of the pod was folded or it was closed. */
  async change(podUid: string, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(podUid) ?? new Set();
      this.#waiting.set(podUid, waiting.add(resolve));
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #wake(podUid: string): void {
    for (const resolve of this.#waiting.get(podUid) ?? []) resolve();
    this.#waiting.delete(podUid);
  }
}

const CLOSED_MAX = 20_000;
