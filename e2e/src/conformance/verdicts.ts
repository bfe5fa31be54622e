import { type ClauseId, clauses } from '@switchboard/bus/contract';

export type Verdict = { outcome: 'ok' } | { outcome: 'failed' | 'not reached'; why: string };

/** What was seen instead of what the clause asks for. */
export class ClauseFailure extends Error {
  override name = 'ClauseFailure';
}

/** Ends a life whose later clauses make no sense any more. */
export class LifeCutShort extends Error {
  override name = 'LifeCutShort';
}

const NOT_REACHED = 'what comes before it failed, or was left out';

/** One verdict for each clause over all lives: the first failure stays. */
export class Verdicts {
  readonly #verdicts = new Map<ClauseId, Verdict>();

  async check(clause: ClauseId, look: () => Promise<void>): Promise<boolean> {
    try {
      await look();
      if (!this.#verdicts.has(clause)) this.#verdicts.set(clause, { outcome: 'ok' });
      return true;
    } catch (error) {
      this.fail(clause, error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** For a clause without which the rest of the life can't be looked at. */
  async require(clause: ClauseId, look: () => Promise<void>): Promise<void> {
    if (!(await this.check(clause, look))) throw new LifeCutShort(clause);
  }

  fail(clause: ClauseId, why: string): void {
    if (this.#verdicts.get(clause)?.outcome !== 'failed') this.#verdicts.set(clause, { outcome: 'failed', why });
  }

  all(): { clause: ClauseId; text: string; verdict: Verdict }[] {
    return (Object.keys(clauses) as ClauseId[]).map((clause) => ({
      clause,
      text: clauses[clause],
      verdict: this.#verdicts.get(clause) ?? { outcome: 'not reached', why: NOT_REACHED },
    }));
  }
}

export function expectThat(condition: boolean, seen: string): asserts condition {
  if (!condition) throw new ClauseFailure(seen);
}
