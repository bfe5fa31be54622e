import type { WaitReason } from '@switchboard/api';

export interface Applicant {
  readonly uid: string;
  readonly key: string;
  readonly namespace: string;
  /** `namespace/agent`. */
  readonly agent: string;
  readonly priority: number;
  readonly createdMs: number;
}

export interface Bounds {
  cluster(): number;
  tenant(namespace: string): { readonly sessions: number; readonly queue: number };
  agent(agent: string): number | undefined;
}

export type Standing =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: WaitReason; readonly position: number }
  | { readonly admitted: false; readonly reason: 'QueueFull' };

interface Entry extends Applicant {
  readonly arrival: number;
  admitted: boolean;
  /** Admitted, and its pod is committed: it looks for none any more. */
  placed: boolean;
}

/**
 * Who may have a pod. Limits hold for the installation, the namespace and the agent; who stands in front of a limit
 * waits by priority, then age, and holds up nobody for whom there is room. Between awaits nothing else runs, so that
 * counting here admits no one too many.
 */
export class Admission {
  readonly #bounds: Bounds;
  readonly #wake: (key: string) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #admitted = new Map<string, number>();
  readonly #waitingIn = new Map<string, number>();
  #waiting: Entry[] = [];
  readonly #unplaced = new Map<string, Entry[]>();
  #arrivals = 0;
  #total = 0;

  constructor(bounds: Bounds, wake: (key: string) => void) {
    this.#bounds = bounds;
    this.#wake = wake;
  }

  /** A session that has its pod already, as a new leader finds it: it counts, whatever the limits say. */
  restore(applicant: Applicant, placed: boolean): void {
    if (this.#entries.has(applicant.uid)) return;
    const entry: Entry = { ...applicant, arrival: this.#arrivals++, admitted: false, placed };
    this.#entries.set(applicant.uid, entry);
    this.#admit(entry);
  }

  apply(applicant: Applicant): Standing {
    let entry = this.#entries.get(applicant.uid);
    if (!entry) {
      entry = { ...applicant, arrival: this.#arrivals++, admitted: false, placed: false };
      this.#entries.set(applicant.uid, entry);
      insert(this.#waiting, entry);
      bump(this.#waitingIn, entry.namespace, 1);
      this.#pass(entry);
    }
    if (entry.admitted) return { admitted: true };
    const reason = this.#obstacle(entry) ?? 'Queued';
    if (
      (this.#waitingIn.get(entry.namespace) ?? 0) > this.#bounds.tenant(entry.namespace).queue &&
      this.#isLast(entry)
    ) {
      return { admitted: false, reason: 'QueueFull' };
    }
    return { admitted: false, reason, position: this.#position(entry) };
  }

  placed(uid: string): void {
    const entry = this.#entries.get(uid);
    if (!entry || entry.placed) return;
    entry.placed = true;
    this.#removeUnplaced(entry);
  }

  /** Its pod is lost, and it looks for another; its place among the admitted it keeps. */
  unplaced(uid: string): void {
    const entry = this.#entries.get(uid);
    if (!entry?.placed) return;
    entry.placed = false;
    insert(this.#unplacedOf(entry.agent), entry);
  }

  release(uid: string): void {
    const entry = this.#entries.get(uid);
    if (!entry) return;
    this.#entries.delete(uid);
    if (!entry.admitted) {
      remove(this.#waiting, entry);
      bump(this.#waitingIn, entry.namespace, -1);
      return;
    }
    if (!entry.placed) this.#removeUnplaced(entry);
    this.#total--;
    bump(this.#admitted, entry.namespace, -1);
    bump(this.#admitted, entry.agent, -1);
    this.#pass();
  }

  /** A limit was raised. */
  boundsChanged(): void {
    this.#pass();
  }

  /** Better ranked sessions of the same agent that look for a pod too. */
  aheadOf(uid: string): number {
    const entry = this.#entries.get(uid);
    if (!entry) return 0;
    const place = this.#unplacedOf(entry.agent).indexOf(entry);
    return Math.max(0, place);
  }

  /** The best ranked sessions of an agent that look for a pod. */
  *seekers(agent: string): IterableIterator<string> {
    for (const { key } of this.#unplaced.get(agent) ?? []) yield key;
  }

  seekersCount(agent: string): number {
    return this.#unplaced.get(agent)?.length ?? 0;
  }

  admittedOf(scope: string): number {
    return this.#admitted.get(scope) ?? 0;
  }

  waitingOf(namespace: string): number {
    return this.#waitingIn.get(namespace) ?? 0;
  }

  waitingFor(agent: string): number {
    return this.#waiting.reduce((sum, entry) => sum + (entry.agent === agent ? 1 : 0), 0);
  }

  get totals(): { readonly admitted: number; readonly waiting: number } {
    return { admitted: this.#total, waiting: this.#waiting.length };
  }

  #pass(newcomer?: Entry): void {
    if (this.#waiting.length === 0) return;
    const admitted: Entry[] = [];
    for (const entry of this.#waiting) {
      if (this.#obstacle(entry) !== undefined) continue;
      admitted.push(entry);
      this.#admit(entry);
    }
    if (admitted.length === 0) return;
    this.#waiting = this.#waiting.filter((entry) => !entry.admitted);
    for (const entry of admitted) {
      bump(this.#waitingIn, entry.namespace, -1);
      if (entry !== newcomer) this.#wake(entry.key);
    }
  }

  #admit(entry: Entry): void {
    entry.admitted = true;
    this.#total++;
    bump(this.#admitted, entry.namespace, 1);
    bump(this.#admitted, entry.agent, 1);
    if (!entry.placed) insert(this.#unplacedOf(entry.agent), entry);
  }

  #obstacle({ agent, namespace }: Entry): WaitReason | undefined {
    if (this.#total >= this.#bounds.cluster()) return 'ClusterLimit';
    if (this.admittedOf(namespace) >= this.#bounds.tenant(namespace).sessions) return 'TenantLimit';
    if (this.admittedOf(agent) >= (this.#bounds.agent(agent) ?? Number.POSITIVE_INFINITY)) return 'AgentLimit';
    return undefined;
  }

  #position(entry: Entry): number {
    let position = 1;
    for (const other of this.#waiting) {
      if (other === entry) return position;
      if (other.namespace === entry.namespace) position++;
    }
    return position;
  }

  #isLast(entry: Entry): boolean {
    return this.#waiting.findLast(({ namespace }) => namespace === entry.namespace) === entry;
  }

  #unplacedOf(agent: string): Entry[] {
    const list = this.#unplaced.get(agent) ?? [];
    this.#unplaced.set(agent, list);
    return list;
  }

  #removeUnplaced(entry: Entry): void {
    const list = this.#unplaced.get(entry.agent);
    if (!list) return;
    remove(list, entry);
    if (list.length === 0) this.#unplaced.delete(entry.agent);
  }
}

const before = (a: Entry, b: Entry): boolean => {
  if (a.priority !== b.priority) return a.priority > b.priority;
  return a.createdMs === b.createdMs ? a.arrival < b.arrival : a.createdMs < b.createdMs;
};

/** Newcomers mostly belong at the end, so the place is sought from there. */
function insert(list: Entry[], entry: Entry): void {
  let place = list.length;
  while (place > 0 && before(entry, list[place - 1] as Entry)) place--;
  list.splice(place, 0, entry);
}

function remove(list: Entry[], entry: Entry): void {
  const place = list.indexOf(entry);
  if (place >= 0) list.splice(place, 1);
}

function bump(counts: Map<string, number>, key: string, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
