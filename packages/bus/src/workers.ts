import { bus as contract } from '@switchboard/api';
import type { Bus } from './bus.ts';
import { decode, encode } from './codec.ts';
import { BusError } from './errors.ts';
import { parseWorkersSubject, workersFilter, workersSubject } from './subjects.ts';

/** The session pods of a namespace, from the operator; undefined if it does not answer in time. */
export async function workersOfNamespace(
  bus: Bus,
  namespace: string,
  deadlineMs: number,
): Promise<contract.Workers['workers'] | undefined> {
  try {
    const answer = await bus.request(workersSubject(namespace), new Uint8Array(), { deadlineMs });
    return decode(contract.workers, answer.data).workers;
  } catch (error) {
    if (error instanceof BusError) return undefined;
    throw error;
  }
}

/** The operator's side: answers from what it knows at once. The returned function ends it. */
export function answerWorkers(bus: Bus, list: (namespace: string) => contract.Workers['workers']): () => void {
  return bus.subscribe(workersFilter, (request) => {
    const namespace = parseWorkersSubject(request.subject);
    if (namespace === undefined || !request.reply) return;
    bus.publish(request.reply, encode(contract.workers, { workers: list(namespace) }));
  });
}
