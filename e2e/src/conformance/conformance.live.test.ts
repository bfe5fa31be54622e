import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const program = join(import.meta.dirname, 'main.ts');

async function conformance(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output: lines.join('') };
}

test('the session image follows the runtime contract', { timeout: 600_000 }, async () => {
  const { code, output } = await conformance('--image', 'session-runtime');
  expect(output).toContain(' 0 failed, 0 not reached');
  expect(code).toBe(0);
});

test('an image that does not is told which clauses it fails', { timeout: 120_000 }, async () => {
  const { code, output } = await conformance('--command', 'sh -c "echo nothing to say; exit 3"');
  expect(output).toMatch(/FAILED {7}start-hello: it ended with code 3/);
  expect(output).toMatch(/FAILED {7}start-environment: without SWITCHBOARD_POD_UID it ended with code 3/);
  expect(output).toMatch(/FAILED {7}start-credential: with an expired credential it ended with code 3/);
  expect(output).toMatch(/not reached {2}assign:/);
  expect(output).toContain('nothing to say');
  expect(code).toBe(1);
});
