import { ApiError, type Status } from './errors.ts';
import type { Answer } from './exchange.ts';

/** An answer outside 200..299 as an error. Proxies and overloaded servers answer without a Status. */
export function refusal(request: string, answer: Answer): ApiError {
  return new ApiError(request, answer.code, statusOf(answer.body), retryAfterSeconds(answer.headers['retry-after']));
}

function statusOf(body: string): Status {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** Seconds only: the API server never sends the other form, a date. */
function retryAfterSeconds(header: string | string[] | undefined): number | undefined {
  const seconds = Number(Array.isArray(header) ? header[0] : (header ?? Number.NaN));
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
