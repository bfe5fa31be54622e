import { type Stage, spoken } from '@switchboard/e2e/voice';
import { agentAt, type BenchCall, greetedCall, hangUp } from './call.ts';
import { readProcess, treeOf } from './process.ts';

/** What so many conversations at once did to this machine. */
export interface Crowd {
  readonly sessions: number;
  readonly seconds: number;
  /** Of each session process. */
  readonly cores: readonly number[];
  readonly rssMegabytes: readonly number[];
  readonly privateMegabytes: readonly number[];
  readonly overheads: readonly number[];
  readonly turns: number;
  readonly spokenSeconds: number;
  /** Gaps in the agents' speech, for each second of it. */
  readonly underruns: number;
  /** Of everybody: sessions, SFU, speech service, and the callers in this process. */
  readonly coresOf: {
    readonly sessions: number;
    readonly sfu: number;
    readonly speech: number;
    readonly callers: number;
  };
}

const AT_A_TIME = 4;
const UTTERANCES = ['my number is golden tango', 'what is my number', 'tell me a story'];

/** Conversations side by side, which all speak for `seconds`. None is left behind, whatever happens. */
export async function crowd(stage: Stage, url: string, size: { sessions: number; seconds: number }): Promise<Crowd> {
  const calls: BenchCall[] = [];
  try {
    while (calls.length < size.sessions) {
      const wave = Math.min(AT_A_TIME, size.sessions - calls.length);
      const first = calls.length;
      const begun = await Promise.allSettled(
        Array.from({ length: wave }, (_, i) => greetedCall(stage, agentAt(url), `caller-${first + i}`)),
      );
      for (const one of begun) if (one.status === 'fulfilled') calls.push(one.value);
      const failed = begun.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
    }
    return await measured(stage, calls, size.seconds);
  } finally {
    await Promise.allSettled(calls.map(({ pod }) => pod.program.end('SIGKILL')));
    await Promise.allSettled(calls.map(({ caller }) => caller.leave()));
  }
}

async function measured(stage: Stage, calls: readonly BenchCall[], seconds: number): Promise<Crowd> {
  const groups = () => ({
    sessions: calls.map(({ pod }) => pod.program.pid),
    sfu: [stage.livekitPid],
    speech: treeOf(stage.speechPid),
    callers: [process.pid],
  });
  const reading = () => Object.values(groups()).map((pids) => pids.map((pid) => readProcess(pid).cpuSeconds));
  const before = reading();
  const startedAt = performance.now();
  await Promise.all(calls.map((call, i) => talk(call, { from: i * 300, until: startedAt + seconds * 1000 })));
  const took = (performance.now() - startedAt) / 1000;
  const after = reading();
  const spent = after.map((group, i) => group.map((value, k) => (value - (before[i]?.[k] ?? 0)) / took));
  const sums = spent.map((group) => group.reduce((sum, value) => sum + value, 0));
  const memory = calls.map(({ pod }) => readProcess(pod.program.pid));
  await Promise.all(calls.map(hangUp));
  const ended = calls.map(({ pod }) => pod.of('status').find((status) => status.event === 'Ended')?.usage);
  const total = (of: 'agentSpeechMilliseconds' | 'underruns' | 'turns') =>
    ended.reduce((sum, usage) => sum + (usage?.[of] ?? 0), 0);
  const spokenSeconds = total('agentSpeechMilliseconds') / 1000;
  return {
    sessions: calls.length,
    seconds: took,
    cores: spent[0] ?? [],
    rssMegabytes: memory.map((one) => one.rssMegabytes),
    privateMegabytes: memory.map((one) => one.privateMegabytes),
    overheads: calls.flatMap(({ pod }) => pod.of('turn').flatMap(overheadOf)),
    turns: total('turns'),
    spokenSeconds,
    underruns: total('underruns') / Math.max(1, spokenSeconds),
    coresOf: { sessions: sums[0] ?? 0, sfu: sums[1] ?? 0, speech: sums[2] ?? 0, callers: sums[3] ?? 0 },
  };
}

const overheadOf = (turn: { trigger: string; overheadMilliseconds?: number | undefined }): number[] =>
  turn.trigger === 'speech' && turn.overheadMilliseconds !== undefined ? [turn.overheadMilliseconds] : [];

async function talk({ caller }: BenchCall, span: { from: number; until: number }): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, span.from));
  for (let turn = 0; performance.now() < span.until; turn++) {
    const { endedAt } = await caller.speak(await spoken(UTTERANCES[turn % UTTERANCES.length] ?? ''));
    await caller.hears(endedAt, 15_000).catch(() => {});
    await caller.quiet(300, 20_000).catch(() => {});
  }
}
