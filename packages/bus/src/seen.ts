export interface SeenBounds {
  /** Sources remembered; the longest silent one is forgotten first. */
  sources: number;
  /** Numbers above a gap that are remembered before the gap counts as lost. */
  ahead: number;
}

interface Source {
  floor: number;
  ahead: Set<number>;
}

/** Which sequences of which sources were handled already, in bounded memory and in any order of arrival. */
export class Seen {
  readonly #bounds: SeenBounds;
  readonly #sources = new Map<string, Source>();

  constructor(bounds: SeenBounds = { sources: 20_000, ahead: 1_024 }) {
    this.#bounds = bounds;
  }

  has(source: string, sequence: number): boolean {
    const known = this.#sources.get(source);
    return known !== undefined && (sequence <= known.floor || known.ahead.has(sequence));
  }

  add(source: string, sequence: number): void {
    const known = this.#sources.get(source) ?? { floor: 0, ahead: new Set<number>() };
    this.#sources.delete(source);
    this.#sources.set(source, known);
    if (sequence > known.floor) known.ahead.add(sequence);
    if (known.ahead.size > this.#bounds.ahead) known.floor = Math.min(...known.ahead) - 1;
    while (known.ahead.delete(known.floor + 1)) known.floor++;
    if (this.#sources.size > this.#bounds.sources) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#sources.keys().next().value;
    if (oldest !== undefined) this.#sources.delete(oldest);
  }
}
