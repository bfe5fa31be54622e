import { ApiError, ConnectionError, type Status } from './errors.ts';
import type { KubeObject } from './object.ts';

export interface WatchEvent<T extends KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

/** A line longer than any object that etcd stores is not an object. */
const longestLine = 16 * 1024 * 1024;

/** Parses a watch's bytes, one JSON document a line. An ERROR event is thrown as the ApiError it carries. */
export async function* watchEvents<T extends KubeObject>(
  bytes: AsyncIterable<Buffer>,
  request: string,
): AsyncGenerator<WatchEvent<T>> {
  for await (const line of lines(bytes, request)) {
    const event = parse<T>(line, request);
    if (event.type === 'ERROR') throw new ApiError(request, event.object.code ?? 500, event.object);
    yield event;
  }
}

type RawEvent<T extends KubeObject> = WatchEvent<T> | { readonly type: 'ERROR'; readonly object: Status };

function parse<T extends KubeObject>(line: string, request: string): RawEvent<T> {
  try {
    return JSON.parse(line) as RawEvent<T>;
  } catch (cause) {
    throw garbage(request, 'an event that is not JSON', cause);
  }
}

async function* lines(bytes: AsyncIterable<Buffer>, request: string): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const tail = chunk.subarray(start, end);
      yield (pending.length === 0 ? tail : Buffer.concat([...pending, tail])).toString('utf8');
      pending = [];
      size = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pending.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > longestLine) throw garbage(request, 'an event too long to be one');
  }
}

function garbage(request: string, what: string, cause?: unknown): ConnectionError {
  return new ConnectionError(request, Object.assign(new Error(what, { cause }), { code: what }));
}
