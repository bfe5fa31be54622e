import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentBehaviour, agentBehaviour } from '@switchboard/api';
import type { ScriptedCaller, Stage, StagePod } from '@switchboard/e2e/voice';

const built = join(import.meta.dirname, '../../../dist/session-runtime');
let copied: string | undefined;

/** As in the image, with the code compiled before; a copy, since another build may replace it meanwhile. */
function ownCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bundle-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(built, folder, { recursive: true });
  const compiled = join(folder, 'compile-cache');
  // Node keeps a folder for each user: the image's becomes ours.
  for (const name of readdirSync(compiled))
    renameSync(join(compiled, name), join(compiled, name.replace(/-\d+$/, `-${process.getuid?.() ?? 0}`)));
  return folder;
}

export function bundledPod(stage: Stage): Promise<StagePod> {
  copied ??= ownCopy();
  const bundle = copied;
  const nodeArgs = ['--max-semi-space-size=1', '--optimize-for-size'];
  return stage.pod({
    entry: join(bundle, 'main.js'),
    nodeArgs,
    env: {
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(bundle, 'compile-cache'),
      NODE_COMPILE_CACHE_PORTABLE: '1',
      MALLOC_ARENA_MAX: '1',
      MALLOC_TRIM_THRESHOLD_: '65536',
      TOKIO_WORKER_THREADS: '2',
    },
  });
}

/** An agent whose models are at this URL, with nothing but defaults otherwise. */
export function agentAt(url: string, change: Partial<AgentBehaviour['turnTaking']> = {}): AgentBehaviour {
  const endpoints = [{ url }];
  const model = 'bench';
  return agentBehaviour.parse({
    prompt: 'You are a bench.',
    greeting: 'Hello, how can I help you?',
    // A soak of an hour is longer than a conversation may be by default.
    limits: { maxDurationSeconds: 86_400 },
    turnTaking: change,
    speech: { transcribe: [{ endpoints, model }], think: [{ endpoints, model }], speak: [{ endpoints, model }] },
  });
}

export interface BenchCall {
  readonly pod: StagePod;
  readonly caller: ScriptedCaller;
}

export async function greetedCall(stage: Stage, behaviour: AgentBehaviour, identity = 'caller'): Promise<BenchCall> {
  const pod = await bundledPod(stage);
  await pod.hello();
  const assign = await pod.assign({ identity, behaviour });
  const caller = await stage.caller(assign.room.name, identity);
  await caller.hears(0, 10_000);
  await caller.quiet(700, 20_000);
  return { pod, caller };
}

export async function hangUp({ pod, caller }: BenchCall): Promise<void> {
  await caller.leave();
  await pod.ask('end', { reason: 'Stopped' });
  await pod.program.exited;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
