import type { Agent, AgentChange } from '@switchboard/client';
import { type ReactNode, useId } from 'react';

const limitNames = ['pendingSeconds', 'joinSeconds', 'idleSeconds', 'maxDurationSeconds', 'reconnectSeconds'] as const;
type LimitName = (typeof limitNames)[number];

/** What the console lets people edit; the rest is for kubectl. */
export type Draft = Readonly<Record<'prompt' | 'greeting' | 'voice' | 'speedPercent' | LimitName, string>>;
export type Field = keyof Draft;

export const titles: Readonly<Record<Field, string>> = {
  prompt: 'Prompt',
  greeting: 'Greeting',
  voice: 'Voice',
  speedPercent: 'Speed of speech, in per cent',
  pendingSeconds: 'Longest wait for a pod, in seconds',
  joinSeconds: 'Longest wait for the caller, in seconds',
  idleSeconds: 'Longest silence, in seconds',
  maxDurationSeconds: 'Longest conversation, in seconds',
  reconnectSeconds: 'Grace for a lost connection, in seconds',
};

/** Where each field stands in the specification. */
const paths: Readonly<Record<Field, string>> = {
  prompt: 'prompt',
  greeting: 'greeting',
  voice: 'voice.name',
  speedPercent: 'voice.speedPercent',
  ...(Object.fromEntries(limitNames.map((name) => [name, `limits.${name}`])) as Record<LimitName, string>),
};

/** The field that a problem of the specification speaks of. */
export const fieldOf = (path: string): Field | undefined =>
  (Object.keys(paths) as Field[]).find((field) => path === paths[field] || path.endsWith(`.${paths[field]}`));

export interface Line {
  readonly field: Field;
  readonly before: string;
  readonly after: string;
}

export function draftOf({ spec }: Agent): Draft {
  const limits = Object.fromEntries(limitNames.map((name) => [name, String(spec.limits?.[name] ?? '')]));
  return {
    prompt: spec.prompt,
    greeting: spec.greeting ?? '',
    voice: spec.voice?.name ?? '',
    speedPercent: String(spec.voice?.speedPercent ?? ''),
    ...(limits as Record<LimitName, string>),
  };
}

/** Only what differs is sent. */
export function changesOf(agent: Agent, draft: Draft): { lines: readonly Line[]; patch: AgentChange } {
  const before = draftOf(agent);
  const lines = (Object.keys(before) as Field[])
    .filter((field) => before[field] !== draft[field])
    .map((field) => ({ field, before: before[field], after: draft[field] }));
  const changed = (field: Field) => lines.some((line) => line.field === field);
  const number = (text: string) => (text.trim() === '' ? null : Number(text));
  const limits = Object.fromEntries(limitNames.filter(changed).map((name) => [name, number(draft[name])]));
  const voice = {
    ...(changed('voice') && { name: draft.voice }),
    ...(changed('speedPercent') && { speedPercent: number(draft.speedPercent) }),
  };
  const patch = {
    ...(changed('prompt') && { prompt: draft.prompt }),
    ...(changed('greeting') && { greeting: draft.greeting === '' ? null : draft.greeting }),
    ...(Object.keys(voice).length > 0 && { voice }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
  return { lines, patch };
}

export type Problems = Readonly<Partial<Record<Field, string>>>;

interface AgentFormProps {
  readonly draft: Draft;
  readonly problems: Problems;
  readonly setDraft: (draft: Draft) => void;
  readonly children: ReactNode;
}

export function AgentForm({ draft, problems, setDraft, children }: AgentFormProps) {
  const entry = (field: Field, kind: 'words' | 'number' | 'long' = 'words') => (
    <Entry
      key={field}
      field={field}
      kind={kind}
      value={draft[field]}
      problem={problems[field]}
      set={(value) => setDraft({ ...draft, [field]: value })}
    />
  );
  return (
    <form className="stacked" onSubmit={(event) => event.preventDefault()}>
      {entry('prompt', 'long')}
      {entry('greeting')}
      <div className="fields entries">
        {entry('voice')}
        {entry('speedPercent', 'number')}
      </div>
      <div className="fields entries">{limitNames.map((name) => entry(name, 'number'))}</div>
      {children}
    </form>
  );
}

interface EntryProps {
  readonly field: Field;
  readonly kind: 'words' | 'number' | 'long';
  readonly value: string;
  readonly problem: string | undefined;
  readonly set: (value: string) => void;
}

function Entry({ field, kind, value, problem, set }: EntryProps) {
  const [id, words] = [useId(), useId()];
  const common = {
    id,
    value,
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : words,
  };
  return (
    <div className="entry">
      <label htmlFor={id}>{titles[field]}</label>
      {kind === 'long' ? (
        <textarea rows={8} {...common} onChange={({ target }) => set(target.value)} />
      ) : (
        <input
          inputMode={kind === 'number' ? 'numeric' : 'text'}
          {...common}
          onChange={({ target }) => set(target.value)}
        />
      )}
      {problem && (
        <span className="problem small" role="alert" id={words}>
          {problem}
        </span>
      )}
    </div>
  );
}
