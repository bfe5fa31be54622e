import { join } from 'node:path';
import { Program, type ScriptedCaller, type Stage, spoken } from '@switchboard/e2e/voice';
import { livekitAgents } from '../livekit-agents.ts';
import { agentAt, greetedCall, hangUp, pause } from './call.ts';
import type { InstantModels } from './instant-models.ts';
import { readProcess } from './process.ts';

const SETTLE_MS = 4000;

interface Spent {
  readonly cores: number;
  readonly rss: number;
  readonly own: number;
  readonly turns: number;
}

/** The same conversation with our runtime and with LiveKit's AgentSession, on the same servers at the same time. */
export async function benchBesideAgentSession(stage: Stage, models: InstantModels, minutes: number): Promise<object[]> {
  livekitAgents();
  models.seconds = 3;
  const ours = await greetedCall(stage, agentAt(models.url), 'caller-of-ours');
  const theirs = await agentSession(stage, models.url);
  await pause(SETTLE_MS);
  const [a, b] = await Promise.all([
    talk(ours.caller, { pid: ours.pod.program.pid, minutes }),
    talk(theirs.caller, { pid: theirs.program.pid, minutes }),
  ]);
  await hangUp(ours);
  await theirs.caller.leave();
  await theirs.program.end();
  const line = (what: string, unit: string, key: 'cores' | 'rss' | 'own') => ({
    bench: 'voice',
    case: `${what}, ours against AgentSession, ${minutes} min, ${a.turns} and ${b.turns} turns`,
    unit,
    ours: rounded(a[key]),
    agentSession: rounded(b[key]),
    ratio: rounded(a[key] / b[key]),
    goal: { ratio: 1 },
    met: a[key] < b[key],
  });
  return [line('CPU', 'cores', 'cores'), line('RSS', 'MB', 'rss'), line('private memory', 'MB', 'own')];
}

async function agentSession(stage: Stage, modelsUrl: string) {
  const room = await stage.room();
  const program = new Program(process.execPath, [join(livekitAgents(), 'main.js')], {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    LIVEKIT_URL: room.url,
    LIVEKIT_TOKEN: room.token,
    MODELS_URL: modelsUrl,
  });
  const caller = await stage.caller(room.name, 'caller-of-theirs');
  await caller
    .until('AgentSession', () => program.output.includes('ready') || undefined, 60_000)
    .catch((cause) => {
      throw new Error(`AgentSession did not start: ${program.output.slice(-2000)}`, { cause });
    });
  return { program, caller };
}

async function talk(caller: ScriptedCaller, { pid, minutes }: { pid: number; minutes: number }): Promise<Spent> {
  const before = readProcess(pid);
  const startedAt = performance.now();
  let turns = 0;
  while (performance.now() - startedAt < minutes * 60_000) {
    const { endedAt } = await caller.speak(await spoken('my number is golden tango'));
    await caller.hears(endedAt, 15_000);
    await caller.quiet(500, 15_000);
    turns++;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readProcess(pid);
  return {
    cores: (after.cpuSeconds - before.cpuSeconds) / seconds,
    rss: after.rssMegabytes,
    own: after.privateMegabytes,
    turns,
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
