export class NeverCame extends Error {
  constructor(what: string, seconds: number, cause: unknown) {
    super(`${what} did not come within ${seconds} s${cause instanceof Error ? `; last: ${cause.message}` : ''}`, {
      cause,
    });
    this.name = 'NeverCame';
  }
}

/** Asks again and again until the answer is neither undefined, false nor an error, within a bound. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 30): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new NeverCame(what, seconds, last);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The answer, or a failure after a bound: for promises that may never settle. */
export async function within<T>(what: string, seconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NeverCame(what, seconds, undefined)), seconds * 1000);
  });
  return Promise.race([promise, bound]).finally(() => clearTimeout(timer));
}
