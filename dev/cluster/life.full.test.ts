import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandFailed, run } from '../command.ts';

const root = join(import.meta.dirname, '../..');
const make = (target: string, env: Record<string, string> = {}): Promise<string> =>
  run(['make', '-C', root, target], { env });

async function pids(): Promise<Map<string, number>> {
  const lines = (await run(['bash', join(import.meta.dirname, 'pids.sh')])).trim().split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

/** Every process in a pod of this machine. */
async function podProcesses(): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const cgroup = await readFile(`/proc/${name}/cgroup`, 'utf8').catch(() => '');
    if (/^\d+$/.test(name) && cgroup.includes('kubepods')) found.push(Number(name));
  }
  return found;
}

/** What `make down` promises to leave as it was. */
async function machine(): Promise<Record<string, string>> {
  return {
    links: await run(['ip', '-o', 'link']),
    routes: await run(['ip', 'route']),
    firewall: await run(['nft', 'list', 'ruleset']),
    mounts: await readFile('/proc/mounts', 'utf8'),
    forwarding: await readFile('/proc/sys/net/ipv4/ip_forward', 'utf8'),
    panic: await readFile('/proc/sys/kernel/panic', 'utf8'),
  };
}

async function refusal(env: Record<string, string>): Promise<string> {
  const failed = await make('up', env).then(
    (said) => new Error(`make up was not refused:\n${said}`),
    (error: unknown) => error,
  );
  if (!(failed instanceof CommandFailed)) throw failed;
  return failed.output;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-life-'));
  await make('up');
});
afterAll(async () => {
  await make('up');
  await rm(folder, { recursive: true });
});

test('make up mends every component that was killed, and leaves the others alone', async () => {
  const before = await pids();
  for (const name of before.keys()) {
    const healthy = await pids();
    process.kill(healthy.get(name) ?? 0, 'SIGKILL');
    expect(await make('up')).toContain(`started ${name} again: it had ended`);
    const mended = await pids();
    expect([...mended.keys()]).toEqual([...before.keys()]);
    for (const [other, pid] of healthy) if (other !== name) expect(mended.get(other), other).toBe(pid);
  }
});

test('everything killed at once is an ordinary start', async () => {
  const killed = [...(await pids()).values(), ...(await podProcesses())];
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await make('up');
  expect(await make('status')).toContain('Network policies are NOT enforced');
});

test('make up killed half way is mended by the next one', async () => {
  await make('down');
  const child = spawn('make', ['-C', root, 'up'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = new Promise((resolve) => child.on('close', resolve));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('started kube-apiserver') && child.pid) process.kill(-child.pid, 'SIGKILL');
  });
  await closed;
  expect(said).not.toContain('is ready');
  await make('up');
  await make('status');
});

test('make down leaves the machine as make up found it', async () => {
  await make('down');
  const before = await machine();
  await make('up');
  await make('down');
  expect(await run(['bash', join(import.meta.dirname, 'leftovers.sh')])).toBe('');
  expect(await machine()).toEqual(before);
  await make('up');
});

test('make clean forgets everything, and the next make up is that of a machine that never had a cluster', async () => {
  const uid = () => run(['kubectl', 'get', 'namespace', 'kube-system', '--output', 'jsonpath={.metadata.uid}']);
  const before = await uid();
  await make('clean');
  expect(await readdir('/var/lib')).not.toContain('switchboard');
  await make('up');
  expect(await make('status')).toContain('Network policies are NOT enforced');
  expect(await uid()).not.toBe(before);
});

test("a second clone's make up takes the running cluster over and says so", async () => {
  await make('up');
  const clone = join(folder, 'clone');
  const before = await pids();
  await run(['git', 'clone', '--quiet', '--no-hardlinks', root, clone]);
  expect(await run(['make', '-C', clone, 'up'])).toContain(`was last run from ${root}; this checkout takes it over`);
  expect(await pids()).toEqual(before);
  expect(await make('up')).toContain(`was last run from ${clone}`);
});

describe('refused with a line that says why and what to do, and nothing made', () => {
  test('a port in use, and by whom', async () => {
    const home = join(folder, 'home');
    const line = await refusal({ SWITCHBOARD_HOME: home });
    expect(line).toMatch(/refused: port \d+ \(tcp\) is in use by \S*etcd .*\(pid \d+\): stop it/);
    expect(await readdir(folder)).not.toContain('home');
  });

  test('a Go that is too old', async () => {
    await writeFile(join(folder, 'go'), '#!/bin/sh\necho go1.22.1\n', { mode: 0o755 });
    const line = await refusal({ PATH: `${folder}:${process.env['PATH']}` });
    expect(line).toContain('refused: Go is 1.22.1: install 1.26 or later');
    await rm(join(folder, 'go'));
  });

  test('no registry for what has to be built', async () => {
    const env = { XDG_CACHE_HOME: join(folder, 'cache'), GOMODCACHE: join(folder, 'modules'), GOPROXY: 'off' };
    expect(await refusal(env)).toContain('refused: no Go module registry is reachable');
    expect(await readdir(folder)).not.toContain('cache');
  });
});
