import { headers } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import { StoreError } from './errors.ts';

export interface StoredAt {
  streamSequence: number;
  /** The stream had a message with this id already; nothing was added. */
  duplicate: boolean;
}

export interface Storable {
  subject: string;
  data: Uint8Array;
  /** The stream keeps the first message of an id within its window, and answers the others with `duplicate`. */
  id: string;
}

/** One attempt to store one message. Only its answer proves that it is kept. */
export async function store(bus: Bus, { subject, data, id }: Storable, deadlineMs: number): Promise<StoredAt> {
  const withId = headers();
  withId.set('Nats-Msg-Id', id);
  const answer = await bus.request(subject, data, { deadlineMs, headers: withId });
  const { error, seq, duplicate } = answer.json<PublishAnswer>();
  if (error || seq === undefined) {
    throw new StoreError(error?.code ?? 500, error?.description ?? 'an answer without a sequence');
  }
  return { streamSequence: seq, duplicate: duplicate === true };
}

interface PublishAnswer {
  seq?: number;
  duplicate?: boolean;
  error?: { code: number; description: string };
}
