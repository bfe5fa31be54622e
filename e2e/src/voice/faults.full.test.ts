import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ScriptedCaller, Stage, spoken } from './index.ts';

/** Longer than this nobody believes that there is somebody at the other end. */
const LONGEST_SILENCE_MS = 5000;
const WATCHED_MS = 12_000;

const faults = {
  slow: { kind: 'latency', ms: 4000 },
  'too many requests': { kind: 'status', code: 429, retry_after: 1 },
  'an error': { kind: 'status', code: 500 },
  stalled: { kind: 'stall' },
  'stalled in the middle': { kind: 'stall', after: 2 },
  garbage: { kind: 'garbage' },
  dead: { kind: 'dead' },
  'dead in the middle': { kind: 'dead', after: 2 },
};

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe.each(['transcription', 'chat', 'speech'])('%s', (name) => {
  test.each(Object.entries(faults))('%s: the caller is never left in silence', async (_, fault) => {
    const pod = await stage.pod();
    await pod.hello();
    const assign = await pod.assign({ identity: 'alice' });
    const caller = await stage.caller(assign.room.name, 'alice');
    await caller.hears(0, 20_000);
    await caller.quiet(1200, 10_000);

    await control('PUT', '/fault', { stage: name, ...fault });
    const { endedAt } = await caller.speak(await spoken('tell me a story'));
    await caller.until(
      'the watch to end',
      () => performance.now() > endedAt + WATCHED_MS || finished(caller, endedAt),
      WATCHED_MS + 1000,
    );
    await control('DELETE', '');
    expect(longestSilence(caller, endedAt)).toBeLessThan(LONGEST_SILENCE_MS);

    await caller.leave();
    await pod.ask('end', { reason: 'Stopped' });
    expect((await pod.program.exited).code).toBe(0);
  });
});

/** An answer, an apology or the end of the whole story: after it the silence is the caller's turn. */
function finished(caller: ScriptedCaller, after: number): true | undefined {
  const told = caller.captions.some((one) => one.speaker === 'agent' && one.final && one.at > after);
  return told && caller.hearing.quietSince(performance.now()) > 1000 ? true : undefined;
}

function longestSilence(caller: ScriptedCaller, from: number): number {
  let before = from;
  let longest = 0;
  for (const stretch of caller.hearing.stretches) {
    if (stretch.endedAt < from || stretch.startedAt > from + WATCHED_MS) continue;
    longest = Math.max(longest, stretch.startedAt - before);
    before = stretch.endedAt;
  }
  return before === from ? Number.POSITIVE_INFINITY : longest;
}

async function control(method: string, path: string, body?: object): Promise<void> {
  const url = `${stage.speechUrl.replace(/\/v1$/, '')}/control/faults${path}`;
  const response = await fetch(url, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${await response.text()}`);
}
