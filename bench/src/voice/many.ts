import { type Stage, spoken } from '@switchboard/e2e/voice';
import { figures } from '../figures.ts';
import { agentAt, type BenchCall, greetedCall, hangUp } from './call.ts';
import type { InstantModels } from './instant-models.ts';
import { readProcess } from './process.ts';

/** Conversations side by side on this machine, callers and LiveKit included: what each costs, and whether it stutters. */
export async function benchMany(
  stage: Stage,
  models: InstantModels,
  sessions: number,
  seconds: number,
): Promise<object[]> {
  models.seconds = 3;
  const calls: BenchCall[] = [];
  for (let i = 0; i < sessions; i++) calls.push(await greetedCall(stage, agentAt(models.url), `caller-${i}`));
  const before = calls.map(({ pod }) => readProcess(pod.program.pid));
  const startedAt = performance.now();
  await Promise.all(calls.map((call, i) => talk(call, { from: i * 300, until: startedAt + seconds * 1000 })));
  const took = (performance.now() - startedAt) / 1000;
  const after = calls.map(({ pod }) => readProcess(pod.program.pid));
  await Promise.all(calls.map(hangUp));
  const ended = calls.map(({ pod }) => pod.of('status').find((status) => status.event === 'Ended')?.usage);
  const spokenSeconds = ended.reduce((sum, usage) => sum + (usage?.agentSpeechMilliseconds ?? 0) / 1000, 0);
  const underruns = ended.reduce((sum, usage) => sum + (usage?.underruns ?? 0), 0);
  const overheads = calls.flatMap(({ pod }) =>
    pod
      .of('turn')
      .flatMap((turn) =>
        turn.trigger === 'speech' && turn.overheadMilliseconds !== undefined ? [turn.overheadMilliseconds] : [],
      ),
  );
  const cores = after.map((reading, i) => (reading.cpuSeconds - (before[i]?.cpuSeconds ?? 0)) / took);
  const name = `${sessions} at once`;
  return [
    {
      ...figures(
        'voice',
        `CPU of a session, ${name}`,
        'millicores',
        cores.map((one) => one * 1000),
      ),
    },
    {
      ...figures(
        'voice',
        `RSS of a session, ${name}`,
        'MB',
        after.map((one) => one.rssMegabytes),
      ),
    },
    {
      ...figures(
        'voice',
        `private memory of a session, ${name}`,
        'MB',
        after.map((one) => one.privateMegabytes),
      ),
    },
    { ...figures('voice', `overhead per turn, ${name}`, 'ms', overheads) },
    {
      bench: 'voice',
      case: `underruns per second of speech, ${name}`,
      unit: 'share',
      value: underruns / Math.max(1, spokenSeconds),
      goal: '< 0.01',
    },
  ];
}

async function talk({ caller }: BenchCall, span: { from: number; until: number }): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, span.from));
  while (performance.now() < span.until) {
    const { endedAt } = await caller.speak(await spoken('my number is golden tango'));
    await caller.hears(endedAt, 15_000).catch(() => {});
    await caller.quiet(300, 15_000);
  }
}
