import { CommandFailed, run } from '../command.ts';
import { failure, type Outcome, passed, type Stage } from './stage.ts';

/** A tool that answers yes or no: its words are shown only if it says no. */
export function commandStage(name: string, ...command: [string, ...string[]]): Stage {
  return { name, run: () => check(command) };
}

export async function check(command: [string, ...string[]]): Promise<Outcome> {
  try {
    await run(command);
    return passed;
  } catch (error) {
    if (error instanceof CommandFailed) return failure(error.message, lastLines(error.output, 200));
    return failure(`${command[0]} could not be run: ${(error as Error).message}`);
  }
}

const lastLines = (text: string, count: number): string => text.trimEnd().split('\n').slice(-count).join('\n');
