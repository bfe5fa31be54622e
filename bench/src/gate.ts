import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { judgeRatios, type Verdict } from './gate/verdict.ts';

/** The benches that measure two things beside each other. */
const targets = ['bench-bus', 'bench-claims', 'bench-gateway', 'bench-voice'];
const root = resolve(import.meta.dirname, '../..');

async function runAndShow(target: string): Promise<string> {
  const child = spawn('make', ['--no-print-directory', '--directory', root, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((done, reject) => child.on('error', reject).on('close', done));
  if (code !== 0) throw new Error(`make ${target} ended with ${code}: run it alone to see why`);
  return output;
}

const verdicts: Verdict[] = [];
for (const target of targets) verdicts.push(judgeRatios(await runAndShow(target)));

const met = verdicts.flatMap((verdict) => verdict.met);
const missed = verdicts.flatMap((verdict) => verdict.missed);
for (const line of missed) console.error(`missed: ${line}`);
console.error(`${met.length} ratios within their goals, ${missed.length} missed`);
process.exitCode = missed.length === 0 && met.length > 0 ? 0 : 1;
