import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { AttemptError, type Call, Pool, PoolExhausted } from './index.ts';

const never = new AbortController().signal;

function poolOf(
  lists: readonly (readonly string[])[],
  clock = new FakeClock(),
  { concurrency = 2, requestsPerMinute = 6000 } = {},
) {
  const pool = new Pool({
    stage: 'think',
    clock,
    random: () => 0,
    lists: lists.map((urls) => ({ urls, attemptMs: 2000, concurrency, requestsPerMinute })),
  });
  return { pool, clock };
}

/** Answers per URL: a text after some time, or a failure. */
function service(
  clock: FakeClock,
  answers: Record<string, { after?: number; fails?: AttemptError }>,
): { call: Call<string>; sent: string[]; aborted: string[] } {
  const sent: string[] = [];
  const aborted: string[] = [];
  const call: Call<string> = (url, signal) => {
    sent.push(url);
    const { after = 0, fails } = answers[url] ?? {};
    return new Promise((resolve, reject) => {
      const cancel = clock.after(after, () => (fails ? reject(fails) : resolve(`from ${url}`)));
      signal.addEventListener('abort', () => {
        aborted.push(url);
        cancel();
        reject(signal.reason);
      });
    });
  };
  return { call, sent, aborted };
}

async function settled<T>(clock: FakeClock, promise: Promise<T>, ms = 30_000): Promise<T> {
  promise.catch(() => {});
  await clock.advance(ms);
  return promise;
}

test('answers from the first list while it can', async () => {
  const { pool, clock } = poolOf([['a'], ['b']]);
  const { call, sent } = service(clock, {});
  const answer = await settled(clock, pool.run(call, never), 10);
  expect(answer).toMatchObject({ value: 'from a', list: 0, attempts: 1 });
  expect(sent).toEqual(['a']);
});

test('the next endpoint is tried when one fails, then the next list', async () => {
  const { pool, clock } = poolOf([['a', 'b'], ['c']]);
  const fails = new AttemptError('status', 'the endpoint answered 500', { status: 500 });
  const { call, sent } = service(clock, { a: { fails }, b: { fails } });
  const answer = await settled(clock, pool.run(call, never), 10);
  expect(answer).toMatchObject({ value: 'from c', list: 1, attempts: 3 });
  expect(sent.toSorted()).toEqual(['a', 'b', 'c']);
});

test('a request that is wrong is not sent elsewhere', async () => {
  const { pool, clock } = poolOf([['a'], ['b']]);
  const { call, sent } = service(clock, { a: { fails: new AttemptError('status', 'bad', { status: 400 }) } });
  await expect(settled(clock, pool.run(call, never), 10)).rejects.toMatchObject({ status: 400 });
  expect(sent).toEqual(['a']);
});

test('a slow endpoint is hedged before its first byte, and the slower one is aborted', async () => {
  const { pool, clock } = poolOf([['slow', 'quick']]);
  const { call, aborted } = service(clock, { slow: { after: 1900 }, quick: { after: 50 } });
  const answer = await settled(clock, pool.run(call, never), 1000);
  expect(answer).toMatchObject({ value: 'from quick', attempts: 2 });
  expect(aborted).toEqual(['slow']);
  expect(pool.health().find((one) => one.url === 'slow')?.failures).toBe(0);
});

test('an endpoint that stalls is given up at the deadline of the attempt', async () => {
  const { pool, clock } = poolOf([['stalled'], ['b']]);
  const { call } = service(clock, { stalled: { after: 60_000 } });
  const answer = await settled(clock, pool.run(call, never), 2100);
  expect(answer).toMatchObject({ value: 'from b', list: 1 });
  expect(pool.health()[0]).toMatchObject({ url: 'stalled', failures: 1 });
});

test('429 is rested as long as it asks, and tried again then', async () => {
  const { pool, clock } = poolOf([['a']]);
  let busy = true;
  const call: Call<string> = async () => {
    if (busy) throw new AttemptError('busy', 'the endpoint answered 429', { status: 429, retryAfterMs: 1500 });
    return 'at last';
  };
  const asked = pool.run(call, never);
  await clock.advance(1000);
  busy = false;
  const answer = await settled(clock, asked, 1000);
  expect(answer).toMatchObject({ value: 'at last', attempts: 2 });
});

test('when all are busy for too long, that is an error with the last cause', async () => {
  const { pool, clock } = poolOf([['a']]);
  const call: Call<string> = async () => {
    throw new AttemptError('busy', 'the endpoint answered 503', { status: 503, retryAfterMs: 20_000 });
  };
  await expect(settled(clock, pool.run(call, never))).rejects.toThrow(PoolExhausted);
});

test('three failures shut an endpoint off; a half-open probe brings it back', async () => {
  const { pool, clock } = poolOf([['a'], ['b']]);
  const answers: Record<string, { fails?: AttemptError }> = { a: { fails: new AttemptError('connect', 'refused') } };
  const { call, sent } = service(clock, answers);
  for (let i = 0; i < 3; i++) (await settled(clock, pool.run(call, never), 10)).done();
  expect(pool.health()[0]?.state).toBe('Open');
  sent.length = 0;
  (await settled(clock, pool.run(call, never), 10)).done();
  expect(sent).toEqual(['b']);
  answers['a'] = {};
  await clock.advance(1000);
  (await settled(clock, pool.run(call, never), 10)).done();
  expect(pool.health()[0]?.state).toBe('Closed');
});

test('a caller that goes away frees the slot and tells nothing about the endpoint', async () => {
  const { pool, clock } = poolOf([['a']], new FakeClock(), { concurrency: 1 });
  const { call, aborted } = service(clock, { a: { after: 1000 } });
  const control = new AbortController();
  const first = pool.run(call, control.signal);
  first.catch(() => {});
  await clock.advance(10);
  control.abort();
  await expect(first).rejects.toMatchObject({ kind: 'aborted' });
  expect(aborted).toEqual(['a']);
  const second = await settled(clock, pool.run(call, never), 1100);
  expect(second.value).toBe('from a');
  expect(pool.health()[0]).toMatchObject({ failures: 0, state: 'Closed' });
});

test('no more calls are in flight than the conversation may have', async () => {
  const { pool, clock } = poolOf([['a']], new FakeClock(), { concurrency: 1 });
  const { call, sent } = service(clock, {});
  const first = await settled(clock, pool.run(call, never), 10);
  const second = pool.run(call, never);
  await clock.advance(100);
  expect(sent).toEqual(['a']);
  first.done();
  await settled(clock, second, 10);
  expect(sent).toEqual(['a', 'a']);
});

test('no more calls are begun than the conversation may: the next waits its turn, and goes to no other list', async () => {
  const { pool, clock } = poolOf([['a'], ['b']], new FakeClock(), { concurrency: 16, requestsPerMinute: 60 });
  const { call, sent } = service(clock, {});
  const ask = async () => (await pool.run(call, never)).done();
  // A quarter of a minute's worth at once, then one a second.
  const all = Array.from({ length: 18 }, ask);
  await clock.advance(10);
  expect(sent).toHaveLength(15);
  await clock.advance(3000);
  await Promise.all(all);
  expect(sent).toEqual(Array.from({ length: 18 }, () => 'a'));
});

test('a conversation that has begun far too many requests is told so instead of being kept waiting', async () => {
  const { pool, clock } = poolOf([['a']], new FakeClock(), { concurrency: 16, requestsPerMinute: 4 });
  const { call } = service(clock, {});
  (await settled(clock, pool.run(call, never), 10)).done();
  await expect(settled(clock, pool.run(call, never), 10)).rejects.toThrow(PoolExhausted);
});

test('the less busy of two is taken', async () => {
  const { pool, clock } = poolOf([['a', 'b']]);
  const { call, sent } = service(clock, {});
  await settled(clock, pool.run(call, never), 10);
  await settled(clock, pool.run(call, never), 10);
  expect(sent).toEqual(['a', 'b']);
});
