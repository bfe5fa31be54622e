import { setTimeout as pause } from 'node:timers/promises';

/** A Service that has an endpoint may refuse for a moment more, until its node knows. */
const REFUSED_FOR_MS = 10_000;

/** Prints what an address answers; the pod fails if it does not. */
export async function fetchOnce(address: string): Promise<void> {
  const response = await answered(address, performance.now() + REFUSED_FOR_MS);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  console.log(await response.text());
}

async function answered(address: string, until: number): Promise<Response> {
  for (;;) {
    try {
      return await fetch(address, { signal: AbortSignal.timeout(10_000) });
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      if (code !== 'ECONNREFUSED' || performance.now() > until) throw error;
      await pause(200);
    }
  }
}
