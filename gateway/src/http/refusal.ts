import { ApiError, isInvalid, isQuotaExceeded } from '@switchboard/kube';
import { ProblemError } from './problem.ts';

/** What the API server refused, in the words of this API. Its own words quote only what the client itself sent. */
export function refusal(error: unknown): unknown {
  if (isQuotaExceeded(error)) {
    const detail = 'The tenant’s quota of sessions is used up; end some, or ask for more.';
    return new ProblemError('quota-exceeded', detail, { retryAfterSeconds: 30 }, error);
  }
  if (isInvalid(error) && error instanceof ApiError) {
    const causes = error.status().details?.causes ?? [];
    const errors = causes.map(({ field = '', message = '' }) => ({ field, message }));
    return new ProblemError('not-accepted', 'The cluster did not accept this; see errors.', { errors }, error);
  }
  return error;
}
