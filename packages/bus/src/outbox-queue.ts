import type { DurableKind } from './subjects.ts';

export interface Entry {
  sequence: number;
  kind: DurableKind;
  data: Uint8Array;
}

export interface QueueBounds {
  messages: number;
  bytes: number;
}

/**
 * Reports that are not yet known to be stored, in order and bounded. When full, the oldest turn records give way
 * (they are measurements); a status or a transcript never does, so when only those are left the newcomer is refused.
 */
export class OutboxQueue {
  readonly #bounds: QueueBounds;
  readonly #entries = new Map<number, Entry>();
  #bytes = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  get messages(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first entry at or after `sequence`, while there is one up to `last`. */
  next(sequence: number, last: number): Entry | undefined {
    for (let at = sequence; at <= last; at++) {
      const entry = this.#entries.get(at);
      if (entry) return entry;
    }
    return undefined;
  }

  first(): Entry | undefined {
    return this.#entries.values().next().value;
  }

  /** What gave way, or `refused` if the entry itself must. */
  add(entry: Entry): { dropped: number; refused: boolean } {
    const room = () =>
      this.#entries.size < this.#bounds.messages && this.#bytes + entry.data.byteLength <= this.#bounds.bytes;
    let dropped = 0;
    if (!room()) {
      for (const old of this.#entries.values()) {
        if (old.kind !== 'turn') continue;
        this.remove(old.sequence);
        dropped++;
        if (room()) break;
      }
    }
    if (!room()) return { dropped, refused: true };
    this.#entries.set(entry.sequence, entry);
    this.#bytes += entry.data.byteLength;
    return { dropped, refused: false };
  }

  remove(sequence: number): void {
    const entry = this.#entries.get(sequence);
    if (!entry) return;
    this.#entries.delete(sequence);
    this.#bytes -= entry.data.byteLength;
  }
}
