import { type Stage, spoken } from '@switchboard/e2e/voice';
import { agentAt, bundledPod, greetedCall, hangUp, pause } from './call.ts';
import type { InstantModels } from './instant-models.ts';
import { readProcess } from './process.ts';

const SETTLE_MS = 4000;

/** CPU and memory of one session that talks for `minutes`: two seconds of the caller, three of the agent, in turn. */
export async function benchTalking(stage: Stage, models: InstantModels, minutes: number): Promise<object[]> {
  models.seconds = 3;
  const call = await greetedCall(stage, agentAt(models.url));
  const { pid } = call.pod.program;
  await pause(SETTLE_MS);
  const before = readProcess(pid);
  const startedAt = performance.now();
  let turns = 0;
  while (performance.now() - startedAt < minutes * 60_000) {
    const { endedAt } = await call.caller.speak(await spoken('my number is golden tango'));
    await call.caller.hears(endedAt, 8000);
    await call.caller.quiet(300, 8000);
    turns++;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readProcess(pid);
  const name = `one session that talked for ${minutes} min, ${turns} turns`;
  await hangUp(call);
  return [
    {
      bench: 'voice',
      case: `CPU of ${name}`,
      unit: 'cores',
      value: share(after.cpuSeconds - before.cpuSeconds, seconds),
      goal: '<= 0.08',
    },
    { bench: 'voice', case: `RSS of ${name}`, unit: 'MB', value: Math.round(after.rssMegabytes), goal: '<= 115' },
    {
      bench: 'voice',
      case: `private memory of ${name}`,
      unit: 'MB',
      value: Math.round(after.privateMegabytes),
      goal: '<= 70',
    },
    {
      bench: 'voice',
      case: `growth of RSS over that time`,
      unit: 'MB',
      value: Math.round(after.rssMegabytes - before.rssMegabytes),
    },
  ];
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
    { bench: 'voice', case: 'CPU of a prejoined pod that waits', unit: 'cores', value: cores[0], goal: '<= 0.01' },
    { bench: 'voice', case: 'RSS of a prejoined pod that waits', unit: 'MB', value: Math.round(memory.rssMegabytes) },
    { bench: 'voice', case: 'CPU of a session in which nobody speaks', unit: 'cores', value: cores[1] },
  ];
}

const share = (spent: number, seconds: number): number => Math.round((spent / seconds) * 10_000) / 10_000;
