import { agentSpec } from '@switchboard/api/agent';
import type { Agent, AgentChange } from '@switchboard/client';
import type { z } from 'zod';
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
  const found = checked.error.issues.flatMap((issue) => {
    const field = fieldOf(issue.path.join('.'));
    return field ? [[field, plain(issue)] as const] : [];
  });
  return Object.fromEntries(found);
}

function plain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'string' ? 'Words are needed here.' : 'A whole number is needed here.';
    case 'too_small':
      return issue.origin === 'string' ? 'It must not be empty.' : `At least ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'string' ? `At most ${issue.maximum} characters.` : `At most ${issue.maximum}.`;
    default:
      return issue.message;
  }
}
