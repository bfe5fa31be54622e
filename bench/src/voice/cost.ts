import { type ScriptedCaller, type Stage, spoken } from '@switchboard/e2e/voice';
import { judged } from '../figures.ts';
import { agentAt, bundledPod, greetedCall, hangUp, pause } from './call.ts';
import type { InstantModels } from './instant-models.ts';
import { readProcess } from './process.ts';
import { whole } from './whole.ts';

const SETTLE_MS = 4000;

/** CPU and memory of one session that talks for `minutes`: two seconds of the caller, three of the agent, in turn. */
export async function benchTalking(stage: Stage, models: InstantModels, minutes: number): Promise<object[]> {
  models.seconds = 3;
  const call = await greetedCall(stage, agentAt(models.url));
  const { pid } = call.pod.program;
  await pause(SETTLE_MS);
  const before = readProcess(pid);
  const startedAt = performance.now();
  const rss: number[] = [];
  let answered = 0;
  while (performance.now() - startedAt < minutes * 60_000) {
    const { endedAt } = await call.caller.speak(await spoken('my number is golden tango'));
    // One answer that is late on a busy machine must not end an hour.
    if (await isHeard(call.caller, endedAt)) answered++;
    await call.caller.quiet(300, 60_000);
    rss.push(readProcess(pid).rssMegabytes);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readProcess(pid);
  await hangUp(call);
  const name = `one session that talked for ${minutes} min, ${rss.length} turns`;
  const line = (what: string, unit: string, value: number) => ({
    bench: 'voice',
    case: `${what} of ${name}`,
    unit,
    value,
  });
  return [
    whole(`turns answered of ${name}`, share(answered, rss.length)),
    judged(line('CPU', 'cores', share(after.cpuSeconds - before.cpuSeconds, seconds)), { value: 0.08 }),
    judged(line('RSS', 'MB', Math.round(after.rssMegabytes)), { value: 115 }),
    judged(line('private memory', 'MB', Math.round(after.privateMegabytes)), { value: 70 }),
    judged(line('growth of RSS from the second tenth to the last', 'share', growth(rss)), { value: 0.05 }),
  ];
}

const isHeard = (caller: ScriptedCaller, after: number): Promise<boolean> =>
  caller.hears(after, 8000).then(
    () => true,
    () => false,
  );

/** The first tenth is warming up: what a leak is grows after it. */
export function growth(readings: readonly number[]): number {
  const tenth = Math.max(1, Math.floor(readings.length / 10));
  const mean = (from: number) => {
    const part = readings.slice(from, from + tenth);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  return (
    Math.round((mean(readings.length - tenth) / mean(Math.min(tenth, readings.length - tenth)) - 1) * 10_000) / 10_000
  );
}

/** CPU of a pod that waits in its room, and of one whose caller is silent. */
export async function benchWaiting(stage: Stage, models: InstantModels, seconds: number): Promise<object[]> {
  const waiting = await bundledPod(stage);
  await waiting.hello();
  await waiting.ask('prepare', { room: await stage.room() });
  const silent = await greetedCall(stage, agentAt(models.url, { silencePromptSeconds: 0 }));
  await pause(SETTLE_MS);
  const pids = [waiting.program.pid, silent.pod.program.pid];
  const before = pids.map(readProcess);
  await pause(seconds * 1000);
  const cores = pids.map((pid, i) => share(readProcess(pid).cpuSeconds - (before[i]?.cpuSeconds ?? 0), seconds));
  const memory = readProcess(waiting.program.pid);
  await hangUp(silent);
  await waiting.ask('end', { reason: 'Stopped' });
  return [
    judged(
      { bench: 'voice', case: 'CPU of a prejoined pod that waits', unit: 'cores', value: cores[0] ?? Number.NaN },
      { value: 0.01 },
    ),
    { bench: 'voice', case: 'RSS of a prejoined pod that waits', unit: 'MB', value: Math.round(memory.rssMegabytes) },
    { bench: 'voice', case: 'CPU of a session in which nobody speaks', unit: 'cores', value: cores[1] },
  ];
}

const share = (spent: number, seconds: number): number => Math.round((spent / seconds) * 10_000) / 10_000;
