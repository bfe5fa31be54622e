import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nextSigners, writeKeyFolder } from './key-folder.ts';
import { busSecret } from './secret.ts';

const keep = {
  storage: { file: -1, memory: -1 },
  rotateSigner: false,
  retireSigners: false,
  rotatePrograms: false,
  renew: false,
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'switchboard-keys-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('secrets are for their owner only', () => {
  const path = folder();
  writeKeyFolder(path, keep);
  for (const file of ['pod-signer.json', 'operator.creds', 'gateway.creds', 'offline/account.seed']) {
    expect(statSync(join(path, file)).mode & 0o077).toBe(0);
  }
});

test('the server’s configuration holds no seed', () => {
  const path = folder();
  const { podSigner } = writeKeyFolder(path, keep).issued;
  const config = readFileSync(join(path, 'auth.conf'), 'utf8');
  expect(config).not.toContain(podSigner.seed);
  expect(config).not.toMatch(/\bS[OAU][A-Z2-7]{56}\b/);
});

test('issuing again keeps the accounts and the pod signer', () => {
  const path = folder();
  const first = writeKeyFolder(path, keep).issued;
  const second = writeKeyFolder(path, { ...keep, renew: true }).issued;
  expect(second.podSigner).toEqual(first.podSigner);
  expect(second.programs.operator).not.toBe(first.programs.operator);
});

const filesOf = (path: string): [string, string][] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'utf8')]);

test('made again, nothing changes, until the rights or the limits do', () => {
  const path = folder();
  expect(writeKeyFolder(path, keep).changed).toBe(true);
  const before = filesOf(path);
  expect(writeKeyFolder(path, keep).changed).toBe(false);
  expect(filesOf(path)).toEqual(before);
  expect(writeKeyFolder(path, { ...keep, storage: { file: 1, memory: -1 } }).changed).toBe(true);
});

test('a folder of which something was lost is made whole from its seeds', () => {
  const path = folder();
  const { issued } = writeKeyFolder(path, keep);
  rmSync(join(path, 'gateway.creds'));
  const again = writeKeyFolder(path, keep);
  expect([again.changed, again.issued.podSigner]).toEqual([true, issued.podSigner]);
});

test('the Secret holds what the programs need, and no seed that issues more than a pod', () => {
  const path = folder();
  const { issued } = writeKeyFolder(path, keep);
  const secret = JSON.stringify(busSecret(issued, 'voice', 'switchboard'));
  expect(secret).toContain(issued.podSigner.seed);
  for (const name of readdirSync(join(path, 'offline')).filter((file) => file.endsWith('.seed'))) {
    expect(secret).not.toContain(readFileSync(join(path, 'offline', name), 'utf8').trim());
  }
});

test('rotation issues with a new signer beside the old one, and retiring drops the old one', () => {
  const path = folder();
  const first = writeKeyFolder(path, keep).issued;
  const rotated = writeKeyFolder(path, { ...keep, rotateSigner: true }).issued;
  expect(rotated.podSigner.account).toBe(first.podSigner.account);
  expect(rotated.podSigner.seed).not.toBe(first.podSigner.seed);
  const retired = writeKeyFolder(path, { ...keep, retireSigners: true }).issued;
  expect(retired.podSigner).toEqual(rotated.podSigner);
  expect(retired.serverConfig.length).toBeLessThan(rotated.serverConfig.length);
});

test('programs get new signing keys when asked, and pods keep theirs', () => {
  const path = folder();
  const keyOf = () => readFileSync(join(path, 'offline/operatorProgram.seed'), 'utf8');
  const first = writeKeyFolder(path, keep).issued;
  const before = keyOf();
  expect(writeKeyFolder(path, { ...keep, rotatePrograms: true }).issued.podSigner).toEqual(first.podSigner);
  expect(keyOf()).not.toBe(before);
});

test.each([
  ['the first one is made', [], keep, 1],
  ['they are kept', ['b', 'a'], keep, 2],
  ['a new one comes before them', ['b', 'a'], { ...keep, rotateSigner: true }, 3],
  ['only the newest stays', ['b', 'a'], { ...keep, retireSigners: true }, 1],
])('signers: %s', (_what, present, options, count) => {
  const signers = nextSigners(present, options);
  expect(signers).toHaveLength(count);
  if (!options.rotateSigner && present.length > 0) expect(signers[0]).toBe('b');
});
