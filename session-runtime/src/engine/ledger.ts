import type { CallCost } from '../speech/index.ts';

export type Trigger = 'speech' | 'text' | 'say' | 'greeting' | 'prompt';

/** The moments of one turn, on the monotonic clock. */
export interface Moments {
  speechEnded?: number;
  endpoint?: number;
  transcript?: number;
  /** When the sound that became this transcript was sent off. */
  transcribing?: number;
  thinking?: number;
  firstToken?: number;
  firstSentence?: number;
  speaking?: number;
  firstByte?: number;
  firstFrame?: number;
}

export interface LedgerFigures {
  endpointMilliseconds?: number;
  transcriptMilliseconds?: number;
  firstTokenMilliseconds?: number;
  firstSentenceMilliseconds?: number;
  firstByteMilliseconds?: number;
  firstFrameMilliseconds?: number;
  totalMilliseconds?: number;
  overheadMilliseconds?: number;
}

/** What a turn took, stage by stage, and what of it was ours. */
export class Ledger {
  readonly moments: Moments = {};
  readonly trigger: Trigger;
  readonly costs: CallCost[] = [];
  toolCalls = 0;
  promptTokens = 0;
  completionTokens = 0;
  /** Model time hidden behind the endpointing wait does not count against the model: only what came after it. */
  readonly endpointWaitMs: number;

  constructor(trigger: Trigger, endpointWaitMs = 0) {
    this.trigger = trigger;
    this.endpointWaitMs = endpointWaitMs;
  }

  cost(cost: CallCost): void {
    if (this.costs.length < 64) this.costs.push(cost);
  }

  tokens(read: number, written: number): void {
    this.promptTokens += read;
    this.completionTokens += written;
  }

  figures(): LedgerFigures {
    const m = this.moments;
    const chain = [m.speechEnded, m.endpoint, m.transcript, m.firstToken, m.firstSentence, m.firstByte, m.firstFrame];
    const out: LedgerFigures = {};
    let before = chain[0] ?? m.endpoint;
    for (const [index, name] of stages.entries()) {
      const at = chain[index + 1];
      if (at === undefined || before === undefined) continue;
      out[name] = Math.max(0, Math.round((at - before) * 10) / 10);
      before = Math.max(before, at);
    }
    const total = span(m.speechEnded ?? m.endpoint, m.firstFrame);
    if (total !== undefined) out.totalMilliseconds = total;
    const ours = this.#overhead(total);
    if (ours !== undefined) out.overheadMilliseconds = ours;
    return out;
  }

  /**
   * The total less the time in which we waited for something that is not ours: the endpointing silence and the
   * models. Waits that overlap count once, so that starting early gains nothing by accounting.
   */
  #overhead(total: number | undefined): number | undefined {
    const m = this.moments;
    const start = m.speechEnded ?? m.endpoint;
    if (total === undefined || start === undefined) return undefined;
    const waits: [number, number][] = [];
    const wait = (from: number | undefined, to: number | undefined) => {
      if (from !== undefined && to !== undefined && to > from)
        waits.push([Math.max(from, start), Math.min(to, m.firstFrame ?? to)]);
    };
    wait(m.speechEnded, m.speechEnded === undefined ? undefined : m.speechEnded + this.endpointWaitMs);
    wait(m.transcribing, m.transcript);
    wait(m.thinking, m.firstSentence ?? m.firstToken);
    wait(m.speaking, m.firstByte);
    return Math.max(0, Math.round((total - covered(waits)) * 10) / 10);
  }
}

const stages = [
  'endpointMilliseconds',
  'transcriptMilliseconds',
  'firstTokenMilliseconds',
  'firstSentenceMilliseconds',
  'firstByteMilliseconds',
  'firstFrameMilliseconds',
] as const;

function span(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, Math.round((to - from) * 10) / 10);
}

/** The length of the union of intervals. */
export function covered(intervals: readonly (readonly [number, number])[]): number {
  let sum = 0;
  let reach = Number.NEGATIVE_INFINITY;
  for (const [from, to] of intervals.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, to - Math.max(from, reach));
    reach = Math.max(reach, to);
  }
  return sum;
}
