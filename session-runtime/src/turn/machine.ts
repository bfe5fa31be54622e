import { type Draft, draftOf } from './draft.ts';
import type { TurnEvent, TurnRules, TurnState, TurnStep } from './state.ts';

/** Idleness that falls into a sound or a sentence is looked at again this much later. */
const IDLE_AGAIN_MS = 1000;
/** A transcript that is this late is bridged with words, and again after the second of these. */
const REASSURE_MS = 2200;
const REASSURE_AGAIN_MS = 3800;

/** Who speaks next, as a pure function: everything that happens goes in, everything to be done comes out. */
export function turn(state: TurnState, event: TurnEvent, rules: TurnRules): TurnStep {
  const draft = draftOf(state, rules);
  apply(draft, event);
  return draft.step();
}

function apply(draft: Draft, event: TurnEvent): void {
  switch (event.type) {
    case 'speech-suspected':
      if (draft.state.agent === 'speaking' && draft.rules.interruptible) draft.emit({ type: 'hold' });
      return;
    case 'speech-doubted':
      if (draft.state.agent === 'speaking') draft.emit({ type: 'resume' });
      return;
    case 'speech-started':
      speechStarted(draft, event);
      return;
    case 'speech-going':
      speechGoing(draft, event);
      return;
    case 'speech-ended':
      speechEnded(draft, event);
      return;
    case 'transcribed':
      transcribed(draft, event);
      return;
    case 'transcription-failed':
      transcriptionFailed(draft, event);
      return;
    case 'typed':
      typed(draft, event);
      return;
    case 'answer-audible':
      if (draft.state.agent === 'thinking') draft.set({ agent: 'speaking' });
      return;
    case 'answer-ended':
      answerEnded(draft, event.at);
      return;
    case 'interrupt':
      interrupt(draft, event.at);
      return;
    case 'speak':
      draft.set({ agent: 'thinking' });
      draft.clear('silence');
      return;
    case 'time':
      timePassed(draft, event.at);
      return;
  }
}

type Of<T extends TurnEvent['type']> = Extract<TurnEvent, { type: T }>;

function speechStarted(draft: Draft, event: Of<'speech-started'>): void {
  const { agent, user } = draft.state;
  draft.clear('endpoint', 'silence', 'resume', 'transcript', 'reassure');
  draft.set({ user: 'speaking', ...(user === 'silent' && { speechStartedAt: event.startedAt, text: undefined }) });
  if ((agent === 'speaking' || agent === 'thinking') && draft.rules.interruptible) {
    draft.set({ agent: 'held', heldWhile: agent });
    draft.emit({ type: 'hold' });
  }
}

function speechGoing(draft: Draft, event: Of<'speech-going'>): void {
  const { minInterruptionMilliseconds, minInterruptionWords } = draft.rules;
  if (draft.state.agent !== 'held') return;
  if (event.at - event.startedAt < minInterruptionMilliseconds) return;
  if (minInterruptionWords > (event.words ?? 0)) return;
  yieldFloor(draft);
}

/** What was held is given up: the caller has the floor. */
function yieldFloor(draft: Draft): void {
  const { heldWhile } = draft.state;
  draft.clear('resume');
  draft.set({ agent: 'idle' });
  draft.emit({ type: heldWhile === 'thinking' ? 'reopen' : 'cut' });
}

function speechEnded(draft: Draft, event: Of<'speech-ended'>): void {
  const revision = draft.state.revision + 1;
  draft.set({ user: 'paused', revision, speechEndedAt: event.endedAt, text: undefined });
  draft.emit({ type: 'transcribe', revision });
  draft.timer('transcript', event.at + draft.rules.transcriptMilliseconds);
  if (draft.state.agent === 'idle') draft.timer('reassure', event.endedAt + REASSURE_MS);
  if (draft.state.agent === 'held') draft.timer('resume', event.at + draft.rules.resumeAfterMilliseconds);
}

function transcribed(draft: Draft, event: Of<'transcribed'>): void {
  const { state, rules } = draft;
  if (event.revision !== state.revision || state.user !== 'paused') return;
  draft.clear('transcript', 'reassure');
  const text = event.text.trim();
  if (text === '') {
    nothingSaid(draft, event.at);
    return;
  }
  if (!draft.rules.interruptible && state.agent !== 'idle') {
    nothingSaid(draft, event.at);
    return;
  }
  if (state.agent === 'held') {
    if (countWords(text) < Math.max(1, rules.minInterruptionWords)) {
      nothingSaid(draft, event.at);
      return;
    }
    yieldFloor(draft);
  }
  draft.set({ text });
  const wait = event.finished ? rules.minEndpointingMilliseconds : rules.maxEndpointingMilliseconds;
  const due = state.speechEndedAt + wait;
  if (event.at >= due) {
    answer(draft);
    return;
  }
  draft.timer('endpoint', due);
  if (!rules.preemptiveThinking || text === state.draft) return;
  draft.set({ draft: text });
  draft.emit({ type: 'draft', text });
}

/** A cough, a door, or words that do not count: we go on as if nothing had been. */
function nothingSaid(draft: Draft, at: number): void {
  draft.set({ user: 'silent', text: undefined });
  draft.emit({ type: 'forget' });
  dropDraft(draft);
  if (draft.state.agent === 'held') {
    resume(draft);
    return;
  }
  if (draft.state.agent === 'idle') waitForCaller(draft, at);
}

function resume(draft: Draft): void {
  draft.clear('resume');
  draft.set({ agent: draft.state.heldWhile });
  draft.emit({ type: 'resume' });
}

function dropDraft(draft: Draft): void {
  if (draft.state.draft === undefined) return;
  draft.set({ draft: undefined });
  draft.emit({ type: 'drop-draft' });
}

function transcriptionFailed(draft: Draft, event: Of<'transcription-failed'>): void {
  const { state } = draft;
  if (event.revision !== state.revision || state.user !== 'paused') return;
  draft.clear('transcript', 'reassure');
  if (state.agent === 'held') {
    nothingSaid(draft, event.at);
    return;
  }
  draft.set({ user: 'silent', agent: 'thinking' });
  draft.emit({ type: 'forget' });
  dropDraft(draft);
  draft.emit({ type: 'apologise' });
}

function answer(draft: Draft): void {
  const { text, speechEndedAt } = draft.state;
  if (text === undefined) return;
  draft.clear('endpoint', 'silence', 'idle', 'resume', 'transcript', 'reassure');
  draft.set({ user: 'silent', agent: 'thinking', text: undefined, draft: undefined, promptsLeft: draft.rules.prompts });
  draft.emit({ type: 'answer', text, speechEndedAt });
}

function typed(draft: Draft, event: Of<'typed'>): void {
  if (draft.state.agent !== 'idle') draft.emit({ type: 'cut' });
  dropDraft(draft);
  draft.set({ text: event.text, speechEndedAt: event.at, agent: 'idle' });
  draft.emit({ type: 'forget' });
  answer(draft);
}

function answerEnded(draft: Draft, at: number): void {
  if (draft.state.agent === 'idle') return;
  draft.set({ agent: 'idle' });
  draft.clear('resume');
  if (draft.state.user === 'silent') waitForCaller(draft, at);
}

/** Only words of the caller's end the wait for them: neither a noise nor our own asking does. */
function waitForCaller(draft: Draft, at: number): void {
  const { silencePromptSeconds, idleMilliseconds } = draft.rules;
  if (draft.state.timers.idle === undefined) draft.timer('idle', at + idleMilliseconds);
  if (silencePromptSeconds > 0 && draft.state.promptsLeft > 0) draft.timer('silence', at + silencePromptSeconds * 1000);
}

function interrupt(draft: Draft, at: number): void {
  if (draft.state.agent === 'idle') return;
  draft.set({ agent: 'idle' });
  draft.clear('resume');
  draft.emit({ type: 'cut' });
  if (draft.state.user === 'silent') waitForCaller(draft, at);
}

function timePassed(draft: Draft, at: number): void {
  for (const name of draft.due(at)) {
    if (name === 'endpoint') answer(draft);
    else if (name === 'resume') {
      if (draft.state.agent === 'held' && draft.state.user !== 'speaking') resume(draft);
    } else if (name === 'transcript') {
      transcriptionFailed(draft, { type: 'transcription-failed', at, revision: draft.state.revision });
    } else if (name === 'reassure') {
      draft.timer('reassure', at + REASSURE_AGAIN_MS);
      draft.emit({ type: 'reassure' });
    } else if (name === 'silence') prompt(draft);
    else idle(draft, at);
  }
}

function prompt(draft: Draft): void {
  draft.set({ agent: 'thinking', promptsLeft: draft.state.promptsLeft - 1 });
  draft.emit({ type: 'prompt' });
}

function idle(draft: Draft, at: number): void {
  if (draft.state.user !== 'silent' || draft.state.agent !== 'idle') {
    draft.timer('idle', at + IDLE_AGAIN_MS);
    return;
  }
  draft.clear('silence');
  draft.emit({ type: 'idle' });
}

export function countWords(text: string): number {
  return text.split(/[^\p{L}\p{N}']+/u).filter(Boolean).length;
}
