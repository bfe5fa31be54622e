import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The multi-call binary of `make up`; KUBE_BINARY names another one. */
export function kubeBinary(): string {
  const path =
    process.env['KUBE_BINARY'] ?? join(process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard', 'bin', 'kube');
  if (!existsSync(path)) throw new Error(`${path} is not there; run make up once, or set KUBE_BINARY`);
  return path;
}

/** One process of the control plane, its output in a file. */
export class Component {
  readonly #process: ChildProcess;
  readonly exited: Promise<void>;

  constructor(name: string, args: readonly string[], folder: string) {
    const log = openSync(join(folder, `${name}.log`), 'a');
    this.#process = spawn(kubeBinary(), [name, ...args], { stdio: ['ignore', log, log] });
    closeSync(log);
    this.exited = new Promise((resolve) => this.#process.once('exit', () => resolve()));
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`${this.#process.spawnfile} could not be started`);
    return pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
  }
}

/** A port, TCP and UDP, that was free a moment ago: for servers that can't be told to choose one themselves. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + SLICE * COUNT + Math.floor(Math.random() * COUNT);
    if (!given.has(port) && (await canListen(port)) && (await canBind(port))) {
      given.add(port);
      return port;
    }
  }
}

/** Below the ports that the kernel gives to whoever connects: one of those may be taken before its server starts. */
const LOWEST = 10_000;
const COUNT = 5_000;
/** Of another worker's ports one may be given out that is not taken yet: each has its own. */
const SLICE = Number(process.env['VITEST_POOL_ID'] ?? 0) % 4;
const given = new Set<number>();

function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function canBind(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

/** Looks again every 50 ms until `check` holds; its last error says why it never did. */
export async function until(what: string, check: () => Promise<boolean> | boolean, boundMs = 30_000): Promise<void> {
  const end = performance.now() + boundMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      if (await check()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`gave up waiting for ${what} after ${boundMs} ms`, { cause: last });
}
