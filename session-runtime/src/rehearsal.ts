import { rehearseMessages } from '@switchboard/bus';
import { systemClock } from '@switchboard/service';
import type { EngineEvents } from './engine/index.ts';
import { engineFor } from './session/index.ts';
import { wordsEndOfTurn } from './turn/index.ts';
import type { Vad } from './vad/index.ts';

/** What a process does for the first time costs it some thirty milliseconds. A waiting pod spends them before anybody waits. */
export function rehearse(vad: Vad): void {
  const sink = { rate: 24_000, push: async () => {}, clear: () => {}, queuedMs: 0 };
  const over = AbortSignal.abort();
  const context = { vad, endOfTurn: wordsEndOfTurn, sink, clock: systemClock, signal: over, addresses: async () => [] };
  engineFor(rehearseMessages(), { ...context, events: {} as EngineEvents }).stop();
}
