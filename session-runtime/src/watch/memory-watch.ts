import type { MemoryReading } from './cgroup.ts';

export type MemoryLevel = 'well' | 'warn' | 'shed' | 'end';

export interface MemoryShares {
  readonly warn: number;
  readonly shed: number;
  readonly end: number;
}

/** Falling back a level takes this much of the limit, or a value on the edge would flap. */
const SLACK = 0.03;

const order: readonly MemoryLevel[] = ['well', 'warn', 'shed', 'end'];

/** Which level a reading stands for, given the one before. Without a limit all is well. */
export function memoryLevel(reading: MemoryReading, before: MemoryLevel, shares: MemoryShares): MemoryLevel {
  if (reading.limitBytes === 0) return 'well';
  const share = reading.nowBytes / reading.limitBytes;
  const at = (value: number): MemoryLevel =>
    value >= shares.end ? 'end' : value >= shares.shed ? 'shed' : value >= shares.warn ? 'warn' : 'well';
  const now = at(share);
  return order.indexOf(now) >= order.indexOf(before) ? now : lower(before, at(share + SLACK));
}

const lower = (a: MemoryLevel, b: MemoryLevel): MemoryLevel => (order.indexOf(a) < order.indexOf(b) ? a : b);

export interface MemoryWatchOptions {
  readonly read: () => MemoryReading;
  readonly shares: MemoryShares;
  readonly onLevel: (level: MemoryLevel, reading: MemoryReading) => void;
}

/** Looks at the memory and tells of every change of level. */
export class MemoryWatch {
  readonly #options: MemoryWatchOptions;
  #level: MemoryLevel = 'well';
  #peak = 0;
  #last: MemoryReading = { nowBytes: 0, limitBytes: 0 };

  constructor(options: MemoryWatchOptions) {
    this.#options = options;
  }

  get peakBytes(): number {
    return this.#peak;
  }

  get last(): MemoryReading {
    return this.#last;
  }

  look(): MemoryReading {
    const reading = this.#options.read();
    this.#last = reading;
    this.#peak = Math.max(this.#peak, reading.nowBytes);
    const level = memoryLevel(reading, this.#level, this.#options.shares);
    if (level !== this.#level) {
      this.#level = level;
      this.#options.onLevel(level, reading);
    }
    return reading;
  }
}
