import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Outcome, type Stage } from './stage.ts';
import { readReport, slowest, type VitestReport } from './vitest-report.ts';

export function vitestStage(name: string, project: string, root: string): Stage {
  return { name, run: () => runProject(project, root) };
}

async function runProject(project: string, root: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const child = spawn('vitest', ['run', '--project', project, ...reporters], { cwd: root, stdio: 'inherit' });
    const exitCode = await new Promise<number | null>((resolve, reject) =>
      child.on('error', reject).on('close', resolve),
    );
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return failure(`vitest ended with ${exitCode} and left no report`);
    const found = JSON.parse(text) as VitestReport;
    const slow = slowest(found, root);
    if (slow.length > 0) console.log(['slowest files:', ...slow].join('\n'));
    return readReport(found, exitCode, root);
  } finally {
    await rm(folder, { recursive: true });
  }
}
