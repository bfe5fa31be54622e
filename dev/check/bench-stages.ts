import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, run } from '../command.ts';
import { failure, type Outcome, passed, type Stage } from './stage.ts';

/** Every bench that the Makefile offers, one after the other. A goal that is missed is printed, and fails nothing here. */
export function benchStages(root: string, ready: () => boolean): Stage[] {
  return benchTargets(readFileSync(join(root, 'Makefile'), 'utf8')).map((target) => ({
    name: `make ${target}`,
    run: async () => (ready() ? measure(root, target) : failure(`make ${target} was not run without a cluster`)),
  }));
}

/** bench-gate runs other benches again, and bench-cold builds the whole machine again: both are for people. */
const forPeople = ['bench-gate', 'bench-cold'];

export function benchTargets(makefile: string): string[] {
  const targets = [...makefile.matchAll(/^(bench-[a-z-]+):/gm)].map(([, target]) => target ?? '');
  return targets.filter((target) => !forPeople.includes(target));
}

/** Each bench runs whole, but those that take long take less here: their figures are of `make bench-...` alone. */
const shorter: Readonly<Record<string, readonly string[]>> = {
  'bench-faults': ['RUNS=1'],
  'bench-scale': ['ARGS=--quick'],
  'bench-soak': ['MINUTES=5'],
  'bench-voice': ['TURNS=10', 'MINUTES=1'],
  'bench-voice-many': ['MINUTES=4'],
};

async function measure(root: string, target: string): Promise<Outcome> {
  try {
    const make = ['make', '--no-print-directory', '--directory', root, target, ...(shorter[target] ?? [])] as const;
    console.log(await run(['timeout', '1800', ...make]));
    return passed;
  } catch (error) {
    return failure(error instanceof CommandFailed ? error.output.slice(-8000) : (error as Error).message);
  }
}
