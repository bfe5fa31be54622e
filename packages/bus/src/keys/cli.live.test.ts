import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Bus } from '../bus.ts';
import type { Identity } from '../identity.ts';
import type { ProgramName } from '../names.ts';
import { NatsServer, until } from '../testing/index.ts';
import { PodMinter, parsePodSigner } from './mint.ts';

// The tests follow each other, as the steps of a rotation do.
const folder = mkdtempSync(join(tmpdir(), 'switchboard-nats-keys-'));
let server: NatsServer;
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

async function make(...options: string[]): Promise<string> {
  const cli = join(import.meta.dirname, 'cli.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, '--out', folder, ...options]);
  return stdout + stderr;
}

beforeAll(async () => {
  await make();
  server = await NatsServer.start({ authConf: () => read('auth.conf') });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function connection(identity: Identity, creds: string): Bus {
  const bus = Bus.open({ servers: [server.url], identity, credentials: () => creds });
  onTestFinished(() => bus.close(0));
  return bus;
}

const accepted = async (identity: Identity, creds: string): Promise<boolean> => {
  const bus = connection(identity, creds);
  return bus
    .ready(10_000)
    .then(() => true)
    .catch(() => false)
    .finally(() => bus.close(0));
};

const program = (name: ProgramName): [Identity, string] => [{ program: name }, read(`${name}.creds`)];
const minter = (): PodMinter => new PodMinter(parsePodSigner(read('pod-signer.json')));

function pod(by: PodMinter = minter()): [Identity, string] {
  const uid = randomUUID();
  return [{ pod: uid }, by.mint(uid, new Date(Date.now() + 60_000)).creds];
}

test('what it makes is taken by a server, and nothing secret is printed', async () => {
  expect(await accepted(...program('operator'))).toBe(true);
  expect(await accepted(...program('gateway'))).toBe(true);
  expect(await accepted(...pod())).toBe(true);
  const printed = await make();
  expect(printed).toContain('stay as they are');
  expect(printed).not.toMatch(/S[OAU][A-Z2-7]{40}|eyJ/);
});

test('the pod signer is rotated by overlap: nobody who talks is cut off until it is retired', async () => {
  const old = minter();
  const talking = connection(...pod(old));
  await talking.ready(5_000);

  await make('--rotate-signer');
  server.reload();
  await until('the new signer is accepted', () => accepted(...pod()));
  expect(await accepted(...pod(old))).toBe(true);
  await talking.ready(10_000);

  await make('--retire-signers');
  server.reload();
  await until('the old signer is refused', async () => !(await accepted(...pod(old))));
  expect(await accepted(...pod())).toBe(true);
  await until('who still had it is cut off', () => talking.state.closed !== undefined);
  expect(await accepted(...program('operator'))).toBe(true);
});

test('credentials of the programs are renewed beside the old ones, and rotated against them', async () => {
  const first = program('operator');
  await make('--renew');
  expect(read('operator.creds')).not.toBe(first[1]);
  expect(await accepted(...first)).toBe(true);
  expect(await accepted(...program('operator'))).toBe(true);

  await make('--rotate-programs');
  server.reload();
  await until('the new credential is accepted', () => accepted(...program('operator')));
  expect(await accepted(...first)).toBe(false);
  expect(await accepted(...pod())).toBe(true);
});
