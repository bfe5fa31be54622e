import type { Message } from '../speech/index.ts';

export interface HistoryBounds {
  readonly turns: number;
  /** Characters in all, the prompt not counted. */
  readonly characters: number;
}

/** What the model is shown: the prompt, then the latest turns. What was never heard is not in it. */
export class History {
  #system: string;
  #bounds: HistoryBounds;
  #messages: Message[] = [];

  constructor(system: string, bounds: HistoryBounds) {
    this.#system = system;
    this.#bounds = bounds;
  }

  get messages(): readonly Message[] {
    return [{ role: 'system', content: this.#system }, ...this.#messages];
  }

  /** `messages` as they would be with what is being said now; nothing is kept of it. */
  with(...more: readonly Message[]): readonly Message[] {
    return [...this.messages, ...more];
  }

  add(...messages: readonly Message[]): void {
    this.#messages.push(...messages);
    this.#trim();
  }

  /** Memory is short: only the last few turns stay. */
  shed(turns: number): void {
    this.#bounds = { turns, characters: Math.min(this.#bounds.characters, turns * 600) };
    this.#trim();
  }

  #trim(): void {
    while (this.#userTurns() > this.#bounds.turns || this.#characters() > this.#bounds.characters) {
      if (this.#messages.length <= 1) return;
      this.#dropOldestTurn();
    }
  }

  /** A tool's answer without its call is refused by models: a turn goes as a whole. */
  #dropOldestTurn(): void {
    const next = this.#messages.findIndex((message, index) => index > 0 && message.role === 'user');
    this.#messages.splice(0, next > 0 ? next : this.#messages.length - 1);
    while (this.#messages[0]?.role === 'tool') this.#messages.shift();
  }

  #userTurns(): number {
    return this.#messages.filter((message) => message.role === 'user').length;
  }

  #characters(): number {
    return this.#messages.reduce((sum, message) => sum + message.content.length, 0);
  }
}
