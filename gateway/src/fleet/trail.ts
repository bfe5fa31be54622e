export interface Sample {
  readonly at: string;
  readonly memoryBytes: number;
  readonly cpuMillicores: number;
  readonly underruns: number;
}

const MOST = 240;

/**
 * What a pod told of itself over its whole life, in bounded memory: when it is full, every second sample goes and only
 * every second one is taken from then on. Gaps in the sound are a running count, so that none is lost with a sample.
 */
export class Trail {
  #samples: Sample[] = [];
  #every = 1;
  #skipped = 0;
  #latest: Sample | undefined;

  add(sample: Sample): void {
    this.#latest = sample;
    this.#skipped += 1;
    if (this.#skipped < this.#every) return;
    this.#skipped = 0;
    this.#samples.push(sample);
    if (this.#samples.length < MOST) return;
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  samples(): readonly Sample[] {
    const latest = this.#latest;
    return latest && this.#samples.at(-1) !== latest ? [...this.#samples, latest] : this.#samples;
  }
}
