import { jetstreamManager } from '@nats-io/jetstream';
import type { Bus } from './bus.ts';
import type { StreamName } from './names.ts';
import { type ParsedSubject, parseSubject } from './subjects.ts';
import { translate } from './translate.ts';

export interface ReplayOptions<T> {
  stream: StreamName;
  /** Subject filter, such as `filters.pod(uid)`. */
  subject: string;
  /** Stream sequence that the reader has already; 0 for everything. */
  after: number;
  /** Throwing skips the message: what is stored can't be mended. */
  decode: (subject: ParsedSubject, data: Uint8Array) => T | undefined;
  batch?: number;
}

export interface Replayed<T> {
  subject: ParsedSubject;
  message: T;
  streamSequence: number;
  storedAt: Date;
}

/** What a stream holds on a subject after a place in it, up to its end of now. Direct gets: no consumer is made. */
export async function* replay<T>(bus: Bus, options: ReplayOptions<T>): AsyncGenerator<Replayed<T>> {
  const { batch = 256 } = options;
  for (let after = options.after; ; ) {
    const page = await readPage(bus, options, after, batch);
    for (const stored of page.messages) yield stored;
    if (page.count < batch) return;
    after = page.last;
  }
}

interface Page<T> {
  messages: Replayed<T>[];
  count: number;
  last: number;
}

async function readPage<T>(bus: Bus, options: ReplayOptions<T>, after: number, batch: number): Promise<Page<T>> {
  const { stream, subject, decode } = options;
  const page: Page<T> = { messages: [], count: 0, last: after };
  try {
    const manager = await jetstreamManager(bus.connection(), { checkAPI: false });
    const iterator = await manager.direct.getBatch(stream, { seq: after + 1, next_by_subj: subject, batch });
    await bus.whileUp(
      (async () => {
        for await (const stored of iterator) {
          page.count++;
          page.last = stored.seq;
          const parsed = parseSubject(stored.subject);
          const message = parsed && attempt(() => decode(parsed, stored.data));
          if (parsed && message !== undefined) {
            page.messages.push({ subject: parsed, message, streamSequence: stored.seq, storedAt: stored.time });
          }
        }
      })(),
    );
  } catch (error) {
    if (!isNothingThere(error)) throw translate(error, subject, 5_000);
  }
  return page;
}

function isNothingThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 404;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
