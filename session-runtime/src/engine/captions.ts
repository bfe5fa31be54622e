import type { EngineEvents, SpokenText } from './engine.ts';

type Speaker = 'caller' | 'agent';
type Final = Omit<SpokenText, 'segment'>;

/** Who said what, in numbered segments. Interim words and the final ones that replace them share a number. */
export class Captions {
  readonly #events: EngineEvents;
  readonly #open: Partial<Record<Speaker, string>> = {};
  #segments = 0;
  #interim = '';

  constructor(events: EngineEvents) {
    this.#events = events;
  }

  callerInterim(text: string): void {
    if (text === '' || text === this.#interim) return;
    this.#interim = text;
    this.#events.callerInterim(this.#segment('caller'), text);
  }

  agentInterim(text: string): void {
    this.#events.agentInterim(this.#segment('agent'), text);
  }

  callerSaid(said: Final): void {
    this.#interim = '';
    this.#events.callerSaid({ segment: this.#close('caller'), ...said });
  }

  agentSaid(said: Final): void {
    this.#events.agentSaid({ segment: this.#close('agent'), ...said });
  }

  #segment(speaker: Speaker): string {
    this.#open[speaker] ??= `s${this.#segments++}`;
    return this.#open[speaker];
  }

  #close(speaker: Speaker): string {
    const segment = this.#segment(speaker);
    delete this.#open[speaker];
    return segment;
  }
}
