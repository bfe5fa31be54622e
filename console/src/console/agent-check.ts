import { agentSpec } from '@switchboard/api/agent';
import type { Agent, AgentChange } from '@switchboard/client';
import { fieldOf, type Problems } from './agent-form.tsx';

/** RFC 7396, as the API server applies it. */
export function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(typeof target === 'object' && !Array.isArray(target) ? target : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

/** What the schema of the CRD itself says of the agent as it would be. Loaded when somebody begins to edit. */
export function problemsOf(agent: Agent, change: AgentChange): Problems {
  const checked = agentSpec.safeParse(merged(agent.spec, change));
  if (checked.success) return {};
  const found = checked.error.issues.flatMap(({ path, message }) => {
    const field = fieldOf(path.join('.'));
    return field ? [[field, message] as const] : [];
  });
  return Object.fromEntries(found);
}
