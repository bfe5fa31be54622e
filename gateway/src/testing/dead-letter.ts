import { randomUUID } from 'node:crypto';
import { hookSubject, readStream, STREAMS, store } from '@switchboard/bus';
import type { Stand } from './stand.ts';

export interface Buried {
  /** How often the delivery was tried: once, until it is sent again. */
  readonly tries: () => number;
  close(): Promise<void>;
}

/** A delivery to an endpoint that gives up at the first failure, and takes the second try. */
export async function buryDelivery(
  stand: Stand,
  { tenant, endpoint, session }: { tenant: string; endpoint: string; session: { id: string; uid: string } },
): Promise<Buried> {
  const whole = { ...session, tenant, agent: 'ada' };
  const message = { type: 'session.ended', timestamp: new Date().toISOString(), data: { session: whole } };
  const bus = stand.nats.program('gateway');
  await bus.ready(5000);
  const subject = hookSubject(tenant, endpoint);
  await store(bus, { subject, data: Buffer.from(JSON.stringify(message)), id: randomUUID() }, 5000);
  let tries = 0;
  const reader = readStream<object>(bus, {
    stream: STREAMS.hooks,
    name: endpoint,
    subjects: [subject],
    begin: 'all',
    backoffMs: [],
    decode: () => ({}),
    handle: () => {
      tries++;
      return tries === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
    },
    onFault: () => undefined,
  });
  return {
    tries: () => tries,
    close: async () => {
      await reader.stop();
      await bus.close();
    },
  };
}
