import type { TurnTaking } from '@switchboard/api';

/** What the caller does: `paused` is silence that may yet turn out to be a breath. */
export type UserState = 'silent' | 'speaking' | 'paused';
/** What we do: `held` is speech (or thought) stopped because the caller made a sound that may be an interruption. */
export type AgentState = 'idle' | 'thinking' | 'speaking' | 'held';

export interface TurnState {
  readonly user: UserState;
  readonly agent: AgentState;
  /** Whether what is held had already been heard. */
  readonly heldWhile: 'thinking' | 'speaking';
  /** Counts pauses: a transcript belongs to one of them, and a late one is dropped. */
  readonly revision: number;
  readonly speechStartedAt: number;
  readonly speechEndedAt: number;
  /** What the current utterance says so far, if it has been transcribed since the last pause. */
  readonly text: string | undefined;
  /** The text for which an answer is being prepared, unheard. */
  readonly draft: string | undefined;
  readonly promptsLeft: number;
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
}

export type TimerName = 'endpoint' | 'reassure' | 'resume' | 'silence' | 'idle' | 'transcript';

export type TurnEvent =
  /** A first sound that may become speech within a moment, and that it did not. */
  | { readonly type: 'speech-suspected'; readonly at: number }
  | { readonly type: 'speech-doubted'; readonly at: number }
  | { readonly type: 'speech-started'; readonly at: number; readonly startedAt: number }
  | { readonly type: 'speech-going'; readonly at: number; readonly startedAt: number; readonly words?: number }
  | { readonly type: 'speech-ended'; readonly at: number; readonly endedAt: number }
  | {
      readonly type: 'transcribed';
      readonly at: number;
      readonly revision: number;
      readonly text: string;
      /** How sure the end-of-turn model is that nothing follows. */
      readonly finished: boolean;
    }
  | { readonly type: 'transcription-failed'; readonly at: number; readonly revision: number }
  | { readonly type: 'typed'; readonly at: number; readonly text: string }
  | { readonly type: 'answer-audible'; readonly at: number }
  | { readonly type: 'answer-ended'; readonly at: number }
  | { readonly type: 'interrupt'; readonly at: number }
  /** Words of our own (greeting, say): they are an answer that nobody asked for. */
  | { readonly type: 'speak'; readonly at: number }
  | { readonly type: 'time'; readonly at: number };

export type TurnEffect =
  | { readonly type: 'hold' }
  | { readonly type: 'resume' }
  | { readonly type: 'cut' }
  | { readonly type: 'transcribe'; readonly revision: number }
  | { readonly type: 'draft'; readonly text: string }
  | { readonly type: 'drop-draft' }
  | { readonly type: 'answer'; readonly text: string; readonly speechEndedAt: number }
  /** The caller went on while we thought: what they said before belongs to what follows. */
  | { readonly type: 'reopen' }
  | { readonly type: 'forget' }
  | { readonly type: 'apologise' }
  /** The transcript is late: the caller shall hear that somebody is there. */
  | { readonly type: 'reassure' }
  | { readonly type: 'prompt' }
  | { readonly type: 'idle' };

export interface TurnRules
  extends Pick<
    TurnTaking,
    | 'minEndpointingMilliseconds'
    | 'maxEndpointingMilliseconds'
    | 'interruptible'
    | 'minInterruptionMilliseconds'
    | 'minInterruptionWords'
    | 'resumeAfterMilliseconds'
    | 'preemptiveThinking'
    | 'silencePromptSeconds'
  > {
  /** A transcript later than this after a pause is not waited for. */
  readonly transcriptMilliseconds: number;
  /** How often the caller is asked whether they are there. */
  readonly prompts: number;
  readonly idleMilliseconds: number;
}

export interface TurnStep {
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

export const initialTurn = (at: number, rules: TurnRules): TurnState => ({
  user: 'silent',
  agent: 'idle',
  heldWhile: 'speaking',
  revision: 0,
  speechStartedAt: at,
  speechEndedAt: at,
  text: undefined,
  draft: undefined,
  promptsLeft: rules.prompts,
  timers: {},
});

export function nextTimer(state: TurnState): number | undefined {
  const times = Object.values(state.timers);
  return times.length > 0 ? Math.min(...times) : undefined;
}
