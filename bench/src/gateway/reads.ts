import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { eventually } from '@switchboard/e2e';
import { Stand, StandIn } from '@switchboard/gateway/testing';
import { freePort } from '@switchboard/kube/testing';
import { judged } from '../figures.ts';

const root = join(import.meta.dirname, '../../..');
/** As it is shipped: the bundle that `make images` leaves here, with the flags and the environment of its image. */
const main = join(root, 'dist/gateway/main.js');
const dockerfile = readFileSync(join(root, 'gateway/Dockerfile'), 'utf8');
const flags = [...dockerfile.matchAll(/"(--[^"]+)"/g)].map(([, flag = '']) => flag);
const environment = Object.fromEntries(
  [...dockerfile.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) => line.split(' ').map((each) => each.split('='))),
);
const FOLLOWERS = 1000;
const SECONDS = 10;
const CONNECTIONS = 32;

const line = (name: string, unit: string, value: number) => ({
  bench: 'gateway',
  case: name,
  unit,
  value: Math.round(value * 10) / 10,
});
const atLeast = (value: number, goal: number): boolean => value >= goal;

/** A gateway in a process of its own, on an API server and a bus of its own, so that its CPU and memory are its alone. */
class OwnProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  static async start(stand: Stand): Promise<OwnProcess> {
    const folder = stand.folder;
    const [port, adminPort] = [await freePort(), await freePort()];
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const config = file(
      'gateway.yaml',
      JSON.stringify({
        port,
        adminPort,
        livekit: {
          publicUrl: 'ws://127.0.0.1:9',
          keyFile: file('key', 'bench'),
          secretFile: file('secret', 'bench-only'),
        },
        nats: { servers: [stand.nats.url], credsFile: file('creds', stand.nats.issued.programs.gateway) },
        limits: { addressPerMinute: 10_000_000 },
      }),
    );
    const env = { ...process.env, ...environment, KUBECONFIG: stand.kubeconfig() };
    const child = spawn(process.execPath, [...flags, main, '--config', config], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const own = new OwnProcess(`http://127.0.0.1:${port}`, child);
    await eventually('the gateway', async () => (await fetch(`${own.url}/readyz`)).ok);
    return own;
  }

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  residentMiB(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async cpuSeconds(): Promise<number> {
    const [user = 0, system = 0] =
      readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
    return (user + system) / 100;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

function read(url: string, headers: Record<string, string>, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', reject);
  });
}

async function readsPerSecond(
  own: OwnProcess,
  path: string,
  headers: Record<string, string>,
): Promise<[number, number]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const [began, cpu] = [performance.now(), await own.cpuSeconds()];
  let answered = 0;
  const worker = async () => {
    while (performance.now() - began < SECONDS * 1000) {
      if ((await read(own.url + path, headers, agent)) !== 200) throw new Error('a read was not answered with 200');
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const spent = (await own.cpuSeconds()) - cpu;
  agent.destroy();
  return [answered / ((performance.now() - began) / 1000), answered / spent];
}

function follow(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, (response) => {
      response.once('data', () => resolve(response));
      response.on('error', () => undefined);
    })
      .once('error', reject)
      .end();
  });
}

export async function* reads(): AsyncGenerator<object> {
  await using stand = await Stand.open();
  await stand.tenant('bench', { requestsPerMinute: 1_000_000 });
  const operator = new StandIn(stand.client);
  const own = await OwnProcess.start(stand);
  try {
    const headers = { Authorization: `Bearer ${await stand.key('bench')}`, 'Content-Type': 'application/json' };
    const created = await fetch(`${own.url}/v1/sessions`, { method: 'POST', headers, body: '{"agent":"ada"}' });
    const { session } = (await created.json()) as { session: { id: string } };
    const path = `/v1/sessions/${session.id}`;
    yield judged(line('idle-rss', 'MiB', own.residentMiB()), { value: 150 });

    await readsPerSecond(own, path, headers);
    const [wall, core] = await readsPerSecond(own, path, headers);
    yield judged(line('reads', '1/s', wall), { value: 3000 }, atLeast);
    yield line('reads-per-cpu-second', '1/s', core);
    const before = own.residentMiB();
    yield line('rss-after-reads', 'MiB', before);

    const followers: IncomingMessage[] = [];
    for (let n = 0; n < FOLLOWERS; n += 50)
      followers.push(
        ...(await Promise.all(Array.from({ length: 50 }, () => follow(`${own.url}${path}/events`, headers)))),
      );
    yield judged(line('rss-of-1000-followers', 'MiB', own.residentMiB() - before), { value: 100 });
    for (const follower of followers) follower.destroy();
  } finally {
    operator.stop();
    await own.stop();
  }
}
