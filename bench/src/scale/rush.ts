import { within } from '@switchboard/e2e';
import type { Arrivals } from './arrivals.ts';

export interface Rush<T> {
  readonly done: readonly T[];
  readonly failures: readonly Error[];
}

/** Begins one piece of work at each arrival, however the earlier ones fare; none is waited for longer than its bound. */
export async function rush<T>(
  { name, at }: Arrivals,
  begin: (index: number) => Promise<T>,
  boundSeconds: number,
): Promise<Rush<T>> {
  const start = performance.now();
  const works: Promise<T>[] = [];
  for (const [index, offset] of at.entries()) {
    const left = start + offset - performance.now();
    if (left > 1) await new Promise((resolve) => setTimeout(resolve, left));
    const work = within(`claim ${index} of ${name}`, boundSeconds, begin(index));
    work.catch(() => undefined);
    works.push(work);
  }
  const settled = await Promise.allSettled(works);
  return {
    done: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    failures: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : [])),
  };
}
