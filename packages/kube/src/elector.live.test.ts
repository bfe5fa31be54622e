import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configMaps, leases } from './builtin.ts';
import { Client } from './client.ts';
import type { Connection } from './connection.ts';
import { Elector } from './elector.ts';
import { NotLeaderError } from './errors.ts';
import { Reflector } from './reflector.ts';
import { clientWithNamespace, PrivateApiServer, TcpProxy, until } from './testing/index.ts';

let server: PrivateApiServer;
let connection: Connection;
let client: Client;
let namespace: string;
let round = 0;
const candidates: Candidate[] = [];
const stop = new AbortController();

beforeAll(async () => {
  server = await PrivateApiServer.start();
  connection = server.connect();
});
afterAll(async () => {
  stop.abort();
  await connection?.close();
  await server?.stop();
});
beforeEach(async () => {
  namespace = `elector-${round++}`;
  client = await clientWithNamespace(connection, namespace);
  await client.of(configMaps).create({ metadata: { namespace, name: 'written' } });
});
afterEach(async () => {
  await Promise.all(candidates.splice(0).map((candidate) => candidate.end()));
});

class Candidate {
  readonly name: string;
  readonly said: string[] = [];
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(name: string, leaseDurationMs: number) {
    this.name = name;
    const program = fileURLToPath(new URL('./testing/candidate.ts', import.meta.url));
    const args = [program, server.kubeconfig(), namespace, name, String(leaseDurationMs)];
    this.#process = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process.stdout?.on('data', (data: Buffer) => this.said.push(...data.toString().trim().split('\n')));
    this.#exited = new Promise((resolve) => this.#process.once('exit', resolve));
    candidates.push(this);
  }

  get leads(): boolean {
    return this.said.lastIndexOf('leads') > this.said.lastIndexOf('ends');
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }
}

async function leaderOf(group: readonly Candidate[], boundMs: number): Promise<Candidate> {
  const leader = () => group.find(({ leads }) => leads);
  await until('a leader', () => leader() !== undefined, boundMs);
  return leader() as Candidate;
}

/** Who wrote, in the order of the server, repeats left out. */
async function writers(): Promise<string[]> {
  const order: string[] = [];
  const reflector = new Reflector({ api: client.of(configMaps), namespace });
  reflector.onChange(({ object }) => {
    const by = object.data?.['by'];
    if (by !== undefined && order.at(-1) !== by) order.push(by);
  });
  void reflector.run(stop.signal);
  await reflector.synced();
  return order;
}

describe('three candidates', () => {
  test('one leads; when it is told to stop, another leads long before the lease runs out', async () => {
    const group = ['a', 'b', 'c'].map((name) => new Candidate(name, 15_000));
    const first = await leaderOf(group, 30_000);
    const others = group.filter((one) => one !== first);
    expect(others.some(({ leads }) => leads)).toBe(false);
    const began = performance.now();
    first.signal('SIGTERM');
    await leaderOf(others, 15_000);
    // Of the lease most is left: it was given back.
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  test('when the leader is killed, another leads once the lease ran out', async () => {
    const group = ['a', 'b', 'c'].map((name) => new Candidate(name, 15_000));
    const first = await leaderOf(group, 30_000);
    const began = performance.now();
    first.signal('SIGKILL');
    await leaderOf(
      group.filter((one) => one !== first),
      30_000,
    );
    expect(performance.now() - began).toBeGreaterThan(10_000);
  });
});

test('of two candidates, a leader frozen past its lease and woken again writes nothing any more', async () => {
  const order = await writers();
  const group = ['a', 'b'].map((name) => new Candidate(name, 6_000));
  const first = await leaderOf(group, 30_000);
  const second = group.find((one) => one !== first) as Candidate;
  await until('its writes', () => order.includes(first.name));
  first.signal('SIGSTOP');
  await leaderOf([second], 20_000);
  await until('the writes of its successor', () => order.at(-1) === second.name);
  first.signal('SIGCONT');
  await until('the woken one to notice', () => first.said.includes('ends'), 20_000);
  await second.end();
  await until('its turn again', () => first.leads, 20_000);
  await until('its writes again', () => order.length === 3);
  expect(order).toEqual([first.name, second.name, first.name]);
  expect(first.said.filter((said) => said === 'failed')).toEqual([]);
});

test('a leader that can not reach the server stops writing before its lease runs out for others', async () => {
  const proxy = await TcpProxy.start(server.port);
  const through = server.connect(proxy.port);
  const times = { leaseDurationMs: 4_000, renewDeadlineMs: 2_000, retryPeriodMs: 400 };
  const elector = new Elector({ client: new Client(through), namespace, name: 'election', identity: 'cut', ...times });
  const end = new AbortController();
  let ended = 0;
  const running = elector.run(end.signal, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    ended = performance.now();
  });
  await until('leadership', () => elector.isLeader);
  const cutAt = performance.now();
  proxy.refuse();
  await until('the end', () => ended > 0, 5_000);
  expect(ended - cutAt).toBeLessThan(times.leaseDurationMs);
  expect(() => elector.check()).toThrow(NotLeaderError);
  proxy.allow();
  await until('leadership again', () => elector.isLeader, 10_000);
  end.abort();
  await running;
  expect((await client.of(leases).get({ namespace, name: 'election' })).spec?.holderIdentity).toBe('');
  await through.close();
  await proxy.stop();
});

test('what the leading function throws ends the run, and the lease is released', async () => {
  const elector = new Elector({ client, namespace, name: 'election', identity: 'thrower' });
  const failed = elector.run(stop.signal, () => Promise.reject(new Error('bug')));
  await expect(failed).rejects.toThrow('bug');
  expect((await client.of(leases).get({ namespace, name: 'election' })).spec?.holderIdentity).toBe('');
});
