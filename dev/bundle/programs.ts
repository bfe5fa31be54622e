import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface Program {
  readonly name: string;
  readonly folder: string;
  readonly entry: string;
  readonly dockerfile: string;
  readonly out: string;
}

const folders: Record<string, string> = {
  operator: 'operator',
  'session-runtime': 'session-runtime',
  gateway: 'gateway',
  'e2e-probe': 'e2e/probe',
  'e2e-stub': 'e2e/stub',
};

/** The programs that can be shipped: those that have both a main.ts and a Dockerfile. */
export function shippedPrograms(root: string): Program[] {
  return Object.entries(folders)
    .map(([name, folder]) => ({
      name,
      folder: join(root, folder),
      entry: join(root, folder, 'src/main.ts'),
      dockerfile: join(root, folder, 'Dockerfile'),
      out: join(root, 'dist', name),
    }))
    .filter((program) => existsSync(program.entry) && existsSync(program.dockerfile));
}
