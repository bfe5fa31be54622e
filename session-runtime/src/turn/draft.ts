import type { TimerName, TurnEffect, TurnRules, TurnState, TurnStep } from './state.ts';

/** A step being worked out: the state that was is never changed. */
export class Draft {
  readonly rules: TurnRules;
  readonly #effects: TurnEffect[] = [];
  #state: TurnState;

  constructor(state: TurnState, rules: TurnRules) {
    this.#state = state;
    this.rules = rules;
  }

  get state(): TurnState {
    return this.#state;
  }

  set(change: Partial<TurnState>): void {
    this.#state = { ...this.#state, ...change };
  }

  emit(effect: TurnEffect): void {
    this.#effects.push(effect);
  }

  timer(name: TimerName, at: number): void {
    this.set({ timers: { ...this.#state.timers, [name]: at } });
  }

  clear(...names: readonly TimerName[]): void {
    const timers = { ...this.#state.timers };
    for (const name of names) delete timers[name];
    this.set({ timers });
  }

  /** Takes out the timers that are due, earliest first. */
  due(at: number): TimerName[] {
    const names = (Object.entries(this.#state.timers) as [TimerName, number][])
      .filter(([, time]) => time <= at)
      .sort(([, a], [, b]) => a - b)
      .map(([name]) => name);
    this.clear(...names);
    return names;
  }

  step(): TurnStep {
    return { state: this.#state, effects: this.#effects };
  }
}

export const draftOf = (state: TurnState, rules: TurnRules): Draft => new Draft(state, rules);
