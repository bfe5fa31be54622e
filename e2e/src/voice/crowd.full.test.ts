import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { ask, call, hangUp, Stage } from './index.ts';

/** What `make bench-voice-many` found to be well within a machine's means, callers, SFU and speech included. */
const EACH_CORE = 4;
/** All are there at once, but do not speak in one breath: recognition here takes a core for each voice. */
const AT_A_TIME = 3;
const words = ['golden', 'silver', 'orange', 'yellow', 'blue', 'alpha'];
const callers = Array.from({ length: EACH_CORE * availableParallelism() }, (_, i) => ({
  identity: `caller-${i}`,
  number: `${words[i % words.length]} ${words[Math.floor(i / words.length + i + 1) % words.length]}`,
}));

async function inWaves<Each, Done>(all: readonly Each[], run: (one: Each) => Promise<Done>): Promise<Done[]> {
  const done: Done[] = [];
  while (done.length < all.length) {
    done.push(...(await Promise.all(all.slice(done.length, done.length + AT_A_TIME).map(run))));
  }
  return done;
}

test('as many callers as the machine holds: each hears their own number and never another’s', async () => {
  await using stage = await Stage.open();
  const calls = await inWaves(callers, async ({ identity, number }) => ({
    number,
    ...(await call(stage, identity)),
  }));
  await inWaves(calls, ({ caller, number }) => ask(caller, `my number is ${number}`));
  const answers = await inWaves(calls, ({ caller }) => ask(caller, 'what is my number'));
  for (const [index, { caller }] of calls.entries()) {
    const understood = caller.said('caller')[0]?.replace('my number is ', '');
    expect(answers[index]).toEqual([`Your number is ${understood}.`]);
  }
  await Promise.all(calls.map(({ pod, caller }) => hangUp(pod, caller)));
  const usage = (await Promise.all(calls.map(({ pod }) => pod.ended()))).map((status) => status.usage);
  const underruns = usage.reduce((sum, one) => sum + (one?.underruns ?? 0), 0);
  const spokenSeconds = usage.reduce((sum, one) => sum + (one?.agentSpeechMilliseconds ?? 0) / 1000, 0);
  expect(usage.map((one) => one?.turns)).toEqual(callers.map(() => 2));
  expect(underruns / spokenSeconds).toBeLessThan(0.05);
});
