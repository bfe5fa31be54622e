import { bus as contract } from '@switchboard/api';
import { z } from 'zod';

const share = z.coerce.number().int().min(10).max(99);

/** Settings of this runtime alone, which an agent may set in spec.runtime.env. */
const own = z.object({
  SESSION_MEMORY_WARN_PERCENT: share.default(75).describe('Share of the memory limit at which a warning is logged.'),
  SESSION_MEMORY_SHED_PERCENT: share.default(85).describe('Share at which history and caches are given up.'),
  SESSION_MEMORY_END_PERCENT: share.default(93).describe('Share at which the agent says goodbye and ends.'),
  SESSION_END_OF_TURN_MODEL: z
    .string()
    .startsWith('/')
    .optional()
    .describe('File of Smart Turn v3. It then judges whether the caller has finished, in place of the words.'),
});

const environment = contract.podEnvironment.extend(own.shape);
export type Environment = z.infer<typeof environment>;

export class EnvironmentError extends Error {
  constructor(issues: readonly z.core.$ZodIssue[]) {
    const list = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    super(`the environment is not that of a session pod: ${list}`);
    this.name = 'EnvironmentError';
  }
}

export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const read = environment.safeParse(env);
  if (!read.success) throw new EnvironmentError(read.error.issues);
  return read.data;
}
