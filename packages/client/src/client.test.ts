import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ConversationEvent, Switchboard, SwitchboardError } from './index.ts';

type Asked = { path: string; init: RequestInit };

/** A gateway that says what it is told to, in order. */
function gateway(...answers: ((asked: Asked) => Response)[]) {
  const asked: Asked[] = [];
  const fetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    const request = { path: new URL(String(input)).pathname, init };
    asked.push(request);
    const answer = answers[asked.length - 1];
    if (!answer) throw new TypeError('fetch failed');
    return answer(request);
  };
  return {
    asked,
    client: new Switchboard({ url: 'http://gateway/', key: 'k', fetch: fetch as typeof globalThis.fetch }),
  };
}

const json =
  (status: number, body: object, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers });
const stream =
  (...chunks: string[]) =>
  () =>
    new Response(new Blob(chunks).stream());
const session = (phase: string) => `event: session\ndata: {"phase":"${phase}"}\n\n`;

async function all(events: AsyncIterable<ConversationEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) seen.push(event.type === 'transcript' ? event.text : event.type);
  return seen;
}

describe('start', () => {
  test('waits through the queue with one Idempotency-Key', async () => {
    const waiting: (number | undefined)[] = [];
    const connection = { server_url: 'ws://x', participant_token: 't' };
    const { asked, client } = gateway(
      json(202, { session: { queuePosition: 2 } }),
      json(201, { session: { id: 's-1' }, connection }),
    );
    const started = await client.start(
      { agent: 'ada' },
      { onWaiting: ({ queuePosition }) => waiting.push(queuePosition) },
    );
    expect(started.connection).toEqual(connection);
    expect(waiting).toEqual([2]);
    const keys = asked.map(({ init }) => (init.headers as Record<string, string>)['Idempotency-Key']);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).toMatch(/^[-0-9a-f]{36}$/);
  });

  test('a problem is thrown with its type and the wait that was asked for', async () => {
    const problem = {
      type: 'https://switchboard.dev/problems/queue-full',
      title: 'Full',
      status: 429,
      detail: 'As many wait.',
    };
    const { client } = gateway(json(429, problem, { 'Retry-After': '10' }));
    const error = await client.start({ agent: 'ada' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SwitchboardError);
    expect(error).toMatchObject({ type: 'queue-full', retryAfterMs: 10_000, message: 'As many wait.' });
  });

  test('what was refused or broken off is sent again under the same key', async () => {
    const refused = () => {
      throw new TypeError('fetch failed');
    };
    const cut = () => new Response(new ReadableStream({ start: (body) => body.error(new TypeError('terminated')) }));
    const connection = { server_url: 'ws://x', participant_token: 't' };
    const { asked, client } = gateway(refused, cut, json(201, { session: { id: 's-1' }, connection }));
    expect((await client.start({ agent: 'ada' })).session.id).toBe('s-1');
    const keys = asked.map(({ init }) => (init.headers as Record<string, string>)['Idempotency-Key']);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  });

  test.each([
    ['without a key of their own leaves the queue', {}, true],
    ['with one leaves the conversation to the others', { idempotencyKey: 'k-1' }, false],
  ])('who gives up %s', async (_what, own, stopped) => {
    const { asked, client } = gateway(json(202, { session: { id: 's-1' } }), json(202, { id: 's-1' }));
    const gone = new AbortController();
    const options = { ...own, signal: gone.signal, onWaiting: () => gone.abort(new Error('enough')) };
    await expect(client.start({ agent: 'ada' }, options)).rejects.toThrow('enough');
    expect(asked.some(({ path }) => path === '/v1/sessions/s-1/stop')).toBe(stopped);
  });

  test('what was answered is not sent again, be it an error', async () => {
    const unavailable = { type: 'https://switchboard.dev/problems/unavailable', title: 'x', status: 503 };
    const { asked, client } = gateway(json(503, unavailable));
    await expect(client.start({ agent: 'ada' })).rejects.toMatchObject({ type: 'unavailable' });
    expect(asked).toHaveLength(1);
  });

  test('an answer that is no problem document still says its status', async () => {
    const { client } = gateway(() => new Response('<html>', { status: 502 }));
    await expect(client.get('s-1')).rejects.toMatchObject({ status: 502, message: 'The gateway answered 502' });
  });
});

describe('events', () => {
  test('are read in Safari too, whose streams cannot be iterated', async () => {
    const iterate = Object.getOwnPropertyDescriptor(ReadableStream.prototype, Symbol.asyncIterator);
    Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, { value: undefined, configurable: true });
    try {
      const { client } = gateway(stream(session('Active'), session('Ended')));
      expect(await all(client.events('s-1'))).toEqual(['session', 'session']);
    } finally {
      if (iterate) Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, iterate);
    }
  });

  test('of the fleet are taken up again when the stream ends, and whoever follows hears of it', async () => {
    const fleet = (active: number) => `event: fleet\ndata: {"capacity":{"active":${active}}}\n\n`;
    const { client } = gateway(stream(fleet(1)), stream(fleet(2)));
    const heard: (number | boolean)[] = [];
    const stop = new AbortController();
    const options = { signal: stop.signal, onConnection: (up: boolean) => heard.push(up) };
    for await (const { capacity } of client.fleet(options)) {
      heard.push(capacity.active);
      if (capacity.active === 2) stop.abort();
    }
    expect(heard.slice(0, 5)).toEqual([true, 1, false, true, 2]);
  });

  test('are taken up again after the last one that was stored', async () => {
    const { asked, client } = gateway(
      stream('id: 4\nevent: transcript\ndata: {"text":"one"}\n', '\n: still here\n\n', 'id: 5\nevent: transcript\nda'),
      stream('id: 5\nevent: transcript\ndata: {"text":"two"}\n\nevent: later\ndata: {}\n\n', session('Ended')),
    );
    expect(await all(client.events('s-1'))).toEqual(['one', 'two', 'session']);
    expect(asked.map(({ init }) => (init.headers as Record<string, string>)['Last-Event-ID'])).toEqual([
      undefined,
      '4',
    ]);
  });

  test('are taken up again when the stream is silent for longer than any heartbeat', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const silent = () => new Response(new ReadableStream());
    const { asked, client } = gateway(silent, stream(session('Ended')));
    const seen = all(client.events('s-1'));
    await vi.advanceTimersByTimeAsync(70_000);
    expect(await seen).toEqual(['session']);
    expect(asked).toHaveLength(2);
  });

  test('end when the reader has had enough', async () => {
    const stop = new AbortController();
    const { client } = gateway(stream(session('Active')));
    const events = client.events('s-1', { signal: stop.signal });
    expect((await events.next()).value).toMatchObject({ type: 'session' });
    stop.abort();
    expect((await events.next()).done).toBe(true);
  });

  test('a session that is not there is an error at once', async () => {
    const { asked, client } = gateway(
      json(404, { type: 'https://switchboard.dev/problems/not-found', title: 'x', status: 404 }),
    );
    await expect(all(client.events('s-9'))).rejects.toMatchObject({ type: 'not-found' });
    expect(asked).toHaveLength(1);
  });
});
