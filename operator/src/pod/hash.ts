import { createHash } from 'node:crypto';
import type { AgentRuntime } from '@switchboard/api';
import type { PodDefaults } from './spec.ts';

/** Equal for runtimes that make equal pods, whatever the order of their keys and wherever a value comes from. */
export function runtimeHash(
  runtime: AgentRuntime,
  { image, priorityClassName, runAsUser, natsUrl }: PodDefaults,
): string {
  const made = { image, priorityClassName, ...runtime };
  return createHash('sha256').update(canonical({ made, runAsUser, natsUrl })).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
