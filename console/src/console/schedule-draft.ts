import type { Pool } from '@switchboard/client';

export type Window = NonNullable<Pool['spec']['schedule']>[number];

/** A window as it is typed: every field is text, and an empty number is none. */
export interface WindowDraft {
  readonly key: string;
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly min: string;
  readonly buffer: string;
}

let made = 0;

export const blank = (): WindowDraft => ({
  key: `window-${++made}`,
  name: '',
  start: '0 8 * * 1-5',
  end: '0 18 * * 1-5',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  min: '',
  buffer: '',
});

export const draftsOf = (windows: readonly Window[] = []): readonly WindowDraft[] =>
  windows.map(({ name, start, end, timeZone = 'UTC', min, buffer }) => ({
    ...blank(),
    name,
    start,
    end,
    timeZone,
    min: String(min ?? ''),
    buffer: String(buffer ?? ''),
  }));

export const windowsOf = (drafts: readonly WindowDraft[]): Window[] =>
  drafts.map(({ name, start, end, timeZone, min, buffer }) => ({
    name: name.trim(),
    start: start.trim(),
    end: end.trim(),
    timeZone: timeZone.trim(),
    ...(min.trim() !== '' && { min: Number(min) }),
    ...(buffer.trim() !== '' && { buffer: Number(buffer) }),
  }));
