import { FakeClock } from '@switchboard/service';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMaps } from './builtin.ts';
import { ApiError, ConnectionError } from './errors.ts';
import type { KubeObject } from './object.ts';
import type { ListOptions, WatchOptions } from './requests.ts';
import type { Page } from './resource-client.ts';
import type { WatchEvent } from './watch-events.ts';
import { watchList } from './watch-list.ts';

type Step = WatchEvent<KubeObject> | Error | 'end';

const thing = (name: string, version: string): KubeObject => ({
  metadata: { name, uid: name, resourceVersion: version },
});
const event = (type: 'ADDED' | 'BOOKMARK', version: string) => ({ type, object: thing('x', version) });
const refused = (code: number, reason: string, seconds?: number) =>
  new ApiError('WATCH things', code, { reason }, seconds);
const broken = () => new ConnectionError('WATCH things', new Error('reset'));

/** Answers lists with the versions given, and watches with the steps given; then stays silent. */
class Script {
  readonly resource = configMaps;
  readonly calls: string[] = [];
  readonly lists: (string | Error)[] = ['1'];
  readonly watches: Step[][] = [];
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  async *pages(options: ListOptions = {}): AsyncGenerator<Page<KubeObject>> {
    const answer = (this.lists.length > 1 ? this.lists.shift() : this.lists[0]) ?? '1';
    this.calls.push(options.limit === 1 ? 'probe' : 'list');
    if (answer instanceof Error) throw answer;
    yield { items: [], resourceVersion: answer, more: false };
  }

  async *watch({ resourceVersion, signal, timeoutSeconds }: WatchOptions): AsyncGenerator<WatchEvent<KubeObject>> {
    this.calls.push(`watch ${resourceVersion}`);
    for (const step of this.watches.shift() ?? []) {
      if (step instanceof Error) throw step;
      if (step === 'end') return;
      yield step;
    }
    await this.#clock.sleep(timeoutSeconds * 1000, signal);
  }
}

let clock: FakeClock;
let script: Script;
let stop: AbortController;
let errors: unknown[];
beforeEach(() => {
  clock = new FakeClock();
  script = new Script(clock);
  stop = new AbortController();
  errors = [];
});
afterEach(() => stop.abort());

function run(relistEveryMs = 600_000): { news: string[]; ended: Promise<void> } {
  const news: string[] = [];
  const options = {
    api: script,
    selection: {},
    signal: stop.signal,
    clock,
    relistEveryMs,
    pageSize: 500,
    random: () => 0.5,
  };
  const follow = async () => {
    for await (const item of watchList({ ...options, onError: (error) => errors.push(error) })) {
      news.push(item.type === 'event' ? `event ${item.event.object.metadata.resourceVersion}` : item.type);
    }
  };
  return { news, ended: follow() };
}

test('it lists, watches from there, and resumes from the last event or bookmark without a list', async () => {
  script.watches.push([event('ADDED', '5'), event('BOOKMARK', '9')]);
  const { news } = run();
  await clock.advance(60_000);
  expect(script.calls).toEqual(['list', 'watch 1', 'watch 9', 'watch 9']);
  expect(news.slice(0, 4)).toEqual(['page', 'listed', 'event 5', 'quiet']);
  expect(errors).toEqual([]);
});

test('it lists again on schedule', async () => {
  run(60_000);
  await clock.advance(80_000);
  expect(script.calls.filter((call) => call === 'list')).toHaveLength(2);
});

describe('it lists again when', () => {
  test.each([
    ['the version is too old', [refused(410, 'Expired')]],
    ['the version is too new', [refused(504, 'Timeout')]],
    ['a version falls within a watch', [event('ADDED', '5'), event('ADDED', '4')]],
  ])('%s', async (_what, steps) => {
    script.watches.push(steps);
    run();
    await clock.advance(10_000);
    expect(script.calls.filter((call) => call !== 'probe').slice(0, 3)).toEqual(['list', 'watch 1', 'list']);
  });

  test('the server came back with older data', async () => {
    script.lists.splice(0, 1, '100', '40', '40');
    script.watches.push([broken()]);
    run();
    await clock.advance(10_000);
    expect(script.calls).toEqual(['list', 'watch 100', 'probe', 'list', 'watch 40']);
  });
});

test('after a broken connection it resumes where it was', async () => {
  script.lists.splice(0, 1, '1', '8');
  script.watches.push([event('ADDED', '7'), broken()]);
  run();
  await clock.advance(10_000);
  expect(script.calls).toEqual(['list', 'watch 1', 'probe', 'watch 7']);
});

test('failures wait longer and longer, up to 15 s, so that a dead server is not hammered', async () => {
  script.lists.splice(0, 1, broken());
  run();
  await clock.advance(5 * 60_000);
  expect(script.calls.length).toBeLessThan(40);
  expect(script.calls.length).toBeGreaterThan(20);
});

test('watches that end at once without news are failures too', async () => {
  script.watches.push(...Array.from({ length: 100 }, (): Step[] => ['end']));
  run();
  await clock.advance(60_000);
  expect(script.calls.filter((call) => call.startsWith('watch')).length).toBeLessThan(20);
});

test('it waits as long as the server asks', async () => {
  script.watches.push([refused(429, 'TooManyRequests', 30)]);
  run();
  await clock.advance(29_000);
  expect(script.calls).toEqual(['list', 'watch 1']);
  await clock.advance(2_000);
  expect(script.calls).toEqual(['list', 'watch 1', 'watch 1']);
});

test('it ends with its signal, also while it waits', async () => {
  script.lists.splice(0, 1, broken());
  const { ended } = run();
  await clock.advance(20_000);
  stop.abort();
  await ended;
  expect(clock.pending).toBe(0);
});
