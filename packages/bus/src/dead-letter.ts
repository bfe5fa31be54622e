import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import type { StreamName } from './names.ts';
import { store } from './store.ts';
import { deadSubject } from './subjects.ts';

/** A message that a reader gave up on. It points at the original, which stays in its stream for its retention. */
export interface DeadLetter {
  reader: string;
  stream: StreamName;
  streamSequence: number;
  subject: string;
  attempts: number;
  /** Name of the error; its text may hold what a caller said, so it stays out. */
  error: string;
}

export interface Burial {
  reader: string;
  stream: StreamName;
  message: JsMsg;
  error: unknown;
}

export async function deadLetter(bus: Bus, { reader, stream, message, error }: Burial): Promise<void> {
  const letter: DeadLetter = {
    reader,
    stream,
    streamSequence: message.seq,
    subject: message.subject,
    attempts: message.info.deliveryCount,
    error: error instanceof Error ? error.name : typeof error,
  };
  const data = Buffer.from(JSON.stringify(letter));
  await store(bus, { subject: deadSubject(reader), data, id: `${reader}.${stream}.${message.seq}` }, 5_000);
}
