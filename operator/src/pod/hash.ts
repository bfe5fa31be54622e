import { createHash } from 'node:crypto';
import type { AgentRuntime } from '@switchboard/api';

/** Equal for equal runtimes, whatever the order of their keys; `defaults` are what the installation adds to them. */
export function runtimeHash(runtime: AgentRuntime, defaults: object): string {
  return createHash('sha256').update(canonical({ runtime, defaults })).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
