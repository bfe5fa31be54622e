import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// make bench-ground: takes the cluster down and up again, so nobody else should be using it.
const root = join(import.meta.dirname, '../..');
const home = process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard';

interface Goal {
  readonly value: number;
}

function print(name: string, unit: string, value: number, goal?: Goal): void {
  const rounded = Math.round(value * 10) / 10;
  const against = goal ? { goal, met: rounded <= goal.value } : {};
  console.log(JSON.stringify({ bench: 'ground', case: name, unit, n: 1, value: rounded, ...against }));
}

/** What make prints is for people: it goes to standard error, the figures alone to standard output. */
function secondsOf(target: string): number {
  const start = performance.now();
  execFileSync('make', ['-C', root, target], { stdio: ['ignore', 2, 2] });
  return (performance.now() - start) / 1000;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (!kilobytes) throw new Error(`process ${pid} has no resident memory: it is ending`);
  return Number(kilobytes) / 1024;
}

function components(): { name: string; pid: number }[] {
  const lines = execFileSync('bash', [join(root, 'dev/cluster/pids.sh')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines.map((line) => line.split(' ')).map(([name = '', pid]) => ({ name, pid: Number(pid) }));
}

function imageSizes(): { name: string; megabytes: number }[] {
  const images = JSON.parse(readFileSync(join(home, 'images.json'), 'utf8')) as { name: string; bytes: number }[];
  return images.map(({ name, bytes }) => ({ name, megabytes: bytes / 1e6 }));
}

const stopped = secondsOf('down');
print('up, everything built and nothing running', 's', secondsOf('up'), { value: 60 });
print('up, everything running', 's', secondsOf('up'));
print('down', 's', stopped);

const memory = components().map(({ name, pid }) => ({ name, megabytes: residentMegabytes(pid) }));
for (const { name, megabytes } of memory) print(`idle memory of ${name}`, 'MB', megabytes);
print(
  'idle memory of all host processes',
  'MB',
  memory.reduce((sum, { megabytes }) => sum + megabytes, 0),
);

const sessionImageGoal = { value: 250 };
for (const { name, megabytes } of imageSizes())
  print(`image ${name}, unpacked`, 'MB', megabytes, name === 'session-runtime' ? sessionImageGoal : undefined);
