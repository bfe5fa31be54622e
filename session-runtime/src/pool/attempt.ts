import type { Clock } from '@switchboard/service';
import type { Endpoint } from './endpoint.ts';
import { AttemptError } from './errors.ts';
import type { Slots } from './slots.ts';

/** Sends the request to `url` and resolves at the first byte of the answer. The signal stays valid for the rest of it. */
export type Call<T> = (url: string, signal: AbortSignal) => Promise<T>;

interface Options<T> {
  readonly call: Call<T>;
  readonly endpoint: Endpoint;
  readonly tried: Set<Endpoint>;
  readonly spare: () => Endpoint | undefined;
  readonly clock: Clock;
  readonly slots: Slots;
  readonly attemptMs: number;
  readonly hedgeMs: number;
  readonly signal: AbortSignal;
}

interface Won<T> {
  readonly value: T;
  readonly url: string;
  readonly firstByteMs: number;
  done(failure?: AttemptError): void;
}

/** One attempt, with at most one hedge on another endpoint while no byte has come. The slower of the two is aborted. */
export class Attempt<T> {
  readonly #options: Options<T>;
  readonly #running = new Set<AbortController>();
  hedges = 0;

  constructor(options: Options<T>) {
    this.#options = options;
  }

  run(): Promise<Won<T>> {
    const { clock, hedgeMs, endpoint, spare, tried } = this.#options;
    return new Promise((resolve, reject) => {
      let open = 1;
      let won = false;
      const settle = {
        win: (answer: Won<T>) => {
          if (won) return answer.done();
          won = true;
          cancelHedge();
          resolve(answer);
        },
        lose: (error: unknown) => {
          open--;
          if (won || open > 0) return;
          cancelHedge();
          reject(error);
        },
      };
      const cancelHedge = clock.after(hedgeMs, () => {
        const other = spare();
        if (!other) return;
        tried.add(other);
        open++;
        this.hedges++;
        this.#send(other).then(settle.win, settle.lose);
      });
      this.#send(endpoint).then(settle.win, settle.lose);
    });
  }

  async #send(endpoint: Endpoint): Promise<Won<T>> {
    const { clock, slots, signal, attemptMs, call } = this.#options;
    const control = new AbortController();
    const release = await slots.take(signal).catch((cause) => {
      throw new AttemptError('aborted', 'the request was called off', { cause });
    });
    const abort = () => control.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    this.#running.add(control);
    const startedAt = clock.monotonic();
    endpoint.began(startedAt);
    const finish = (failure?: AttemptError) => {
      if (!this.#running.delete(control)) return;
      signal.removeEventListener('abort', abort);
      release();
      endpoint.outstanding--;
      settleBreaker(endpoint, { failure, at: clock.monotonic() });
    };
    const cancelDeadline = clock.after(attemptMs, () =>
      control.abort(new AttemptError('timeout', `no answer within ${attemptMs} ms`)),
    );
    try {
      const value = await call(endpoint.url, control.signal);
      const firstByteMs = clock.monotonic() - startedAt;
      endpoint.answered(firstByteMs);
      this.#dropOthers(control);
      return {
        value,
        url: endpoint.url,
        firstByteMs,
        done: (failure) => {
          finish(failure);
          control.abort(new AttemptError('aborted', 'the rest of the answer is not wanted'));
        },
      };
    } catch (error) {
      const failure = failureOf(error, control.signal);
      finish(failure);
      throw failure;
    } finally {
      cancelDeadline();
    }
  }

  #dropOthers(winner: AbortController): void {
    for (const control of this.#running) {
      if (control !== winner) control.abort(new AttemptError('aborted', 'another endpoint answered first'));
    }
  }
}

function settleBreaker(endpoint: Endpoint, result: { failure: AttemptError | undefined; at: number }): void {
  const { failure, at } = result;
  if (!failure) {
    endpoint.breaker.succeeded();
    return;
  }
  if (failure.kind === 'aborted') {
    endpoint.breaker.cancelled();
    return;
  }
  if (failure.final) {
    endpoint.breaker.succeeded();
    return;
  }
  endpoint.countFailure();
  if (failure.kind === 'busy') endpoint.breaker.rest(at, failure.retryAfterMs ?? 250);
  else endpoint.breaker.failed(at);
}

function failureOf(error: unknown, signal: AbortSignal): AttemptError {
  if (signal.aborted && signal.reason instanceof AttemptError) return signal.reason;
  if (signal.aborted) return new AttemptError('aborted', 'the request was called off', { cause: error });
  if (error instanceof AttemptError) return error;
  return new AttemptError('connect', 'the endpoint could not be reached', { cause: error });
}
