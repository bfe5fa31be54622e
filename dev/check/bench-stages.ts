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

async function measure(root: string, target: string): Promise<Outcome> {
  try {
    // Ten minutes of soak; the whole hour is `make bench-soak`.
    const make = ['make', '--no-print-directory', '--directory', root, target, 'MINUTES=10'] as const;
    console.log(await run(['timeout', '1800', ...make]));
    return passed;
  } catch (error) {
    return failure(error instanceof CommandFailed ? error.output.slice(-8000) : (error as Error).message);
  }
}
