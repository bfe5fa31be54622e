import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of LiveKit Agents to compare with. Not of the workspaces: 500 MB, and a version of rtc-node of its own. */
const folder = join(import.meta.dirname, '../agent-session');

/** The folder with those programs, which can be run from now on. */
export function livekitAgents(): string {
  if (existsSync(join(folder, 'node_modules/@livekit/agents'))) return folder;
  const args = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--legacy-peer-deps'];
  const { status, stderr } = spawnSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (status !== 0) throw new Error(`LiveKit Agents could not be installed in ${folder}: ${stderr}`);
  return folder;
}
