export interface SeenBounds {
  /** Sources remembered; the longest silent one is forgotten first. */
  sources: number;
  /** Stretches without a gap remembered of each source; the oldest is forgotten first. */
  stretches: number;
}

/** Numbers from the first to the last, without a gap. */
interface Stretch {
  first: number;
  last: number;
}

/**
 * Which sequences of which sources were handled already, in bounded memory and in any order of arrival. What is
 * forgotten may be handled twice. A gap never counts as handled, however long ago it was: what is in it may still come.
 */
export class Seen {
  readonly #bounds: SeenBounds;
  readonly #sources = new Map<string, Stretch[]>();

  constructor(bounds: SeenBounds = { sources: 20_000, stretches: 1_024 }) {
    this.#bounds = bounds;
  }

  has(source: string, sequence: number): boolean {
    const near = this.#sources.get(source)?.findLast(({ first }) => first <= sequence);
    return near !== undefined && sequence <= near.last;
  }

  add(source: string, sequence: number): void {
    const stretches = this.#sources.get(source) ?? [];
    this.#sources.delete(source);
    this.#sources.set(source, stretches);
    insert(stretches, sequence);
    if (stretches.length > this.#bounds.stretches) stretches.shift();
    if (this.#sources.size > this.#bounds.sources) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#sources.keys().next().value;
    if (oldest !== undefined) this.#sources.delete(oldest);
  }
}

function insert(stretches: Stretch[], sequence: number): void {
  const at = stretches.findLastIndex(({ first }) => first <= sequence) + 1;
  const before = stretches[at - 1];
  const after = stretches[at];
  if (before && sequence <= before.last) return;
  const continues = before?.last === sequence - 1;
  const leadsOn = after?.first === sequence + 1;
  if (continues) before.last = leadsOn ? after.last : sequence;
  else if (leadsOn) after.first = sequence;
  else stretches.splice(at, 0, { first: sequence, last: sequence });
  if (continues && leadsOn) stretches.splice(at, 1);
}
