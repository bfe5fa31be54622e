import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

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

/** Bundles by name: the program, and each file of src/commands, which its image can run instead: `node /app/<name>.js`. */
export function entryPoints({ entry, folder }: Program): Record<string, string> {
  const commands = join(folder, 'src/commands');
  const files = existsSync(commands) ? readdirSync(commands).filter((file) => !file.endsWith('.test.ts')) : [];
  return { main: entry, ...Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(commands, file)])) };
}
