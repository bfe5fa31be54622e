import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { get, kubeconfig, kubectl, ownNamespace } from '../support/index.ts';

const namespace = ownNamespace('keys');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Secret {
  readonly metadata: { readonly resourceVersion: string };
  readonly data: Record<string, string>;
}
const secret = (): Promise<Secret> => get<Secret>('secret', 'switchboard', '--namespace', namespace);

async function natsKeys(...args: string[]): Promise<string> {
  const root = resolve(import.meta.dirname, '../../..');
  const settings = [`KEYS=${folder}`, `NAMESPACE=${namespace}`, 'APPLY=1', ...args];
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const { stdout, stderr } = await promisify(execFile)('make', ['--directory', root, 'nats-keys', ...settings], {
    env,
  });
  return stdout + stderr;
}

test('make nats-keys adds what the programs need to the installation’s Secret, once, and prints none of it', async () => {
  const livekit = ['--from-literal=api-key=a', '--from-literal=api-secret=b'];
  await kubectl(['create', 'secret', 'generic', 'switchboard', '--namespace', namespace, ...livekit]);
  const printed = await natsKeys();
  const made = await secret();
  expect(Object.keys(made.data).sort()).toEqual(
    ['api-key', 'api-secret', 'gateway.creds', 'operator.creds', 'pod-signer.json'].sort(),
  );
  for (const value of Object.values(made.data).filter((one) => one.length > 20)) {
    const lines = Buffer.from(value, 'base64').toString().split('\n');
    for (const line of lines.filter((one) => /^(ey|S[A-Z0-9]{50})/.test(one))) expect(printed).not.toContain(line);
  }
  await natsKeys();
  expect((await secret()).metadata.resourceVersion).toBe(made.metadata.resourceVersion);

  await natsKeys('ARGS=--rotate-signer');
  const rotated = await secret();
  expect(rotated.data['pod-signer.json']).not.toBe(made.data['pod-signer.json']);
  expect(rotated.data['api-secret']).toBe(made.data['api-secret']);
});
