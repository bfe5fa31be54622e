import { SwitchboardError } from '@switchboard/client';

const MEBI = 1024 * 1024;

export const mebibytes = (bytes: number | undefined): string =>
  bytes === undefined ? '–' : `${Math.round(bytes / MEBI)} Mi`;

export const milliseconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${Math.round(ms)} ms`);

export function seconds(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function ago(at: string | undefined, now = Date.now()): string {
  if (at === undefined) return '–';
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

/** PendingTimeout: Pending timeout. */
export const apart = (word: string): string =>
  word.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);

/** The gateway's own words say what happened and what to do. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It did not work.';
  const errors = error instanceof SwitchboardError ? (error.problem.errors ?? []) : [];
  return errors.length > 0 ? errors.map(({ message }) => message).join(' ') : error.message;
}
