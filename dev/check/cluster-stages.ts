import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import { projects } from './projects.ts';
import { failure, type Outcome, passed, type Stage } from './stage.ts';
import { vitestStage } from './vitest-stage.ts';

/** `make up` first: it brings up what is missing and rolls only what changed. */
export function clusterStage(root: string): Stage {
  return { name: 'the cluster', run: () => up(root) };
}

async function up(root: string): Promise<Outcome> {
  const child = spawn('bash', [join(root, 'dev/cluster/up.sh')], { cwd: root, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return code === 0 ? passed : failure(`make up ended with ${code}`, await explainCluster());
}

const names = {
  private: 'tests with servers of their own',
  voice: 'spoken conversations with servers of their own',
  shared: 'tests beside each other on the cluster',
  live: 'tests on the cluster',
  full: 'long tests on the cluster',
};

/** Tests on the cluster, or with the programs that it is made of. Without a cluster each of their files counts as failed. */
export function onCluster(project: keyof typeof names, root: string, ready: () => boolean): Stage {
  const name = names[project];
  return { name, run: async () => (ready() ? runAndExplain(name, project, root) : cannotRun(project, root)) };
}

async function runAndExplain(name: string, project: string, root: string): Promise<Outcome> {
  const outcome = await vitestStage(name, project, root).run();
  return outcome.failed === 0 ? outcome : { ...outcome, why: [await explainCluster()] };
}

function cannotRun(project: keyof typeof names, root: string): Outcome {
  const { include, exclude } = projects[project];
  const files = globSync(include, { cwd: root, exclude });
  return {
    passed: 0,
    failed: Math.max(files.length, 1),
    culprits: files.map((file) => `not run without a cluster: ${file}`),
  };
}

const tail = 25;

async function explainCluster(): Promise<string> {
  const said = (...command: [string, ...string[]]): Promise<string> =>
    run(command).catch((error: Error) => error.message);
  const sections: [string, string][] = [
    ['pods', await said('kubectl', 'get', 'pods', '--all-namespaces', '--output', 'wide')],
    ['warnings', await said('kubectl', 'events', '--all-namespaces', '--types=Warning')],
    ...(await componentLogs(said)),
  ];
  return sections
    .map(([title, text]) => `--- ${title}\n${text.trimEnd().split('\n').slice(-tail).join('\n')}`)
    .join('\n');
}

async function componentLogs(
  said: (...command: [string, ...string[]]) => Promise<string>,
): Promise<[string, string][]> {
  const folder = join(process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard', 'logs');
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.log')).sort();
  return Promise.all(
    files.map(
      async (file): Promise<[string, string]> => [`end of ${file}`, await said('tail', '-n', '8', join(folder, file))],
    ),
  );
}
