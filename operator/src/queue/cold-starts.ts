/** Cold starts under way, so that a rush doesn't overwhelm the nodes that could take them. */
export class ColdStarts {
  readonly #wake: (key: string) => void;
  readonly #running = new Set<string>();
  readonly #waiting = new Map<string, string>();

  constructor(wake: (key: string) => void) {
    this.#wake = wake;
  }

  /** Who is refused is woken when one ends. */
  tryStart(session: { uid: string; key: string }, limit: number): boolean {
    if (this.#running.has(session.uid)) return true;
    if (this.#running.size >= limit) {
      this.#waiting.set(session.uid, session.key);
      return false;
    }
    this.#waiting.delete(session.uid);
    this.#running.add(session.uid);
    return true;
  }

  /** It started, failed, or can't be scheduled now: its start burdens no node any more. */
  end(uid: string): void {
    this.#waiting.delete(uid);
    if (!this.#running.delete(uid)) return;
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next[0]);
    this.#wake(next[1]);
  }

  get size(): number {
    return this.#running.size;
  }
}
