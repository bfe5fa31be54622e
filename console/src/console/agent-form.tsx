import type { Agent, AgentChange } from '@switchboard/client';
import type { ReactNode } from 'react';

/** What the console lets people edit; the rest is for kubectl. */
export interface Draft {
  readonly prompt: string;
  readonly greeting: string;
  readonly voice: string;
  readonly maxDurationSeconds: string;
  readonly idleSeconds: string;
}

interface Line {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export function draftOf({ spec }: Agent): Draft {
  return {
    prompt: spec.prompt,
    greeting: spec.greeting ?? '',
    voice: spec.voice?.name ?? '',
    maxDurationSeconds: String(spec.limits?.maxDurationSeconds ?? ''),
    idleSeconds: String(spec.limits?.idleSeconds ?? ''),
  };
}

/** Only what differs is sent, so that somebody else's edit of another field stands. */
export function changesOf(agent: Agent, draft: Draft): { lines: readonly Line[]; patch: AgentChange } {
  const before = draftOf(agent);
  const names = Object.keys(before) as (keyof Draft)[];
  const lines = names
    .filter((name) => before[name] !== draft[name])
    .map((name) => ({ field: name, before: before[name], after: draft[name] }));
  const changed = (name: keyof Draft) => lines.some(({ field }) => field === name);
  const seconds = Object.fromEntries(
    (['maxDurationSeconds', 'idleSeconds'] as const).filter(changed).map((name) => [name, Number(draft[name])]),
  );
  const patch = {
    ...(changed('prompt') && { prompt: draft.prompt }),
    ...(changed('greeting') && { greeting: draft.greeting === '' ? null : draft.greeting }),
    ...(changed('voice') && { voice: { name: draft.voice } }),
    ...(Object.keys(seconds).length > 0 && { limits: seconds }),
  };
  return { lines, patch };
}

interface AgentFormProps {
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
  readonly children: ReactNode;
}

export function AgentForm({ draft, setDraft, children }: AgentFormProps) {
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  return (
    <form className="agent-form" onSubmit={(event) => event.preventDefault()}>
      <label>
        Prompt
        <textarea rows={6} value={draft.prompt} onChange={({ target }) => set({ prompt: target.value })} />
      </label>
      <label>
        Greeting
        <input value={draft.greeting} onChange={({ target }) => set({ greeting: target.value })} />
      </label>
      <label>
        Voice
        <input value={draft.voice} onChange={({ target }) => set({ voice: target.value })} />
      </label>
      <label>
        Longest conversation, in seconds
        <input
          inputMode="numeric"
          value={draft.maxDurationSeconds}
          onChange={({ target }) => set({ maxDurationSeconds: target.value })}
        />
      </label>
      <label>
        Longest silence, in seconds
        <input
          inputMode="numeric"
          value={draft.idleSeconds}
          onChange={({ target }) => set({ idleSeconds: target.value })}
        />
      </label>
      {children}
    </form>
  );
}
