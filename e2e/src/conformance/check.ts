import type { Ground, OpenRoom, StartOptions } from './ground.ts';
import { Life } from './life.ts';
import {
  busLost,
  endedAtOnce,
  leftByCaller,
  terminatedTalking,
  terminatedWaiting,
  withoutItsUid,
  withRefusedCredential,
} from './lives/short.ts';
import { wholeCall } from './lives/whole-call.ts';
import { LifeCutShort, Verdicts } from './verdicts.ts';

type Story = (life: Life, open: OpenRoom, verdicts: Verdicts) => Promise<void>;

interface Planned {
  readonly name: string;
  readonly story: Story;
  readonly start?: StartOptions;
}

const plan: Planned[] = [
  { name: 'a whole call', story: wholeCall },
  { name: 'ended at once', story: endedAtOnce },
  { name: 'left by the caller', story: leftByCaller },
  { name: 'terminated in a conversation', story: terminatedTalking },
  { name: 'terminated while waiting', story: (life, _open, verdicts) => terminatedWaiting(life, verdicts) },
  {
    name: 'without its uid',
    story: (life, _open, verdicts) => withoutItsUid(life, verdicts),
    start: { without: 'SWITCHBOARD_POD_UID' },
  },
  {
    name: 'with an expired credential',
    story: (life, _open, verdicts) => withRefusedCredential(life, verdicts),
    start: { credential: 'expired' },
  },
  { name: 'without its bus for a while', story: busLost },
];

export interface CheckOptions {
  /** Told what happens, and what the image wrote when a life went wrong. */
  readonly say: (line: string) => void;
  /** Only the lives whose name contains this. */
  readonly only?: string | undefined;
}

/** Takes the image through one life after another. */
export async function checkConformance(ground: Ground, { say, only }: CheckOptions): Promise<Verdicts> {
  const verdicts = new Verdicts();
  for (const planned of plan.filter(({ name }) => !only || name.includes(only))) {
    say(`life: ${planned.name}`);
    await live(ground, planned, { verdicts, say });
  }
  return verdicts;
}

async function live(
  ground: Ground,
  { story, start }: Planned,
  { verdicts, say }: { verdicts: Verdicts; say: (line: string) => void },
): Promise<void> {
  const failedBefore = failures(verdicts);
  const open = await ground.openRoom();
  const life = await Life.begin(ground, start);
  try {
    await story(life, open, verdicts);
  } catch (error) {
    if (!(error instanceof LifeCutShort)) throw error;
  } finally {
    if (failures(verdicts) > failedBefore) say(indent(await life.process.output()));
    await life.dispose();
    await open.close();
  }
}

function failures(verdicts: Verdicts): number {
  return verdicts.all().filter(({ verdict }) => verdict.outcome === 'failed').length;
}

function indent(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-20);
  return lines.map((line) => `    | ${line.slice(0, 300)}`).join('\n');
}
