import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Bus } from '../bus.ts';
import { createSeeds, type Issued, issue } from '../keys/authority.ts';
import { PodMinter } from '../keys/mint.ts';
import type { ProgramName } from '../names.ts';
import { findNatsServer } from './find-server.ts';

export interface NatsServerOptions {
  /** Answer a publish only when the message is on disk, as an R1 stream must to lose nothing. */
  syncAlways?: boolean;
  /** Address to listen on; loopback unless told. */
  host?: string;
  /** Of JetStream's files; no bound unless told. */
  maxFileBytes?: number;
  /** What grants access, read again at every reload; keys of its own unless told. */
  authConf?: () => string;
}

/** A real nats-server of a test's own, in operator mode with keys of its own. */
export class NatsServer implements AsyncDisposable {
  readonly #seeds = createSeeds();
  readonly #folder = mkdtempSync(join(tmpdir(), 'switchboard-nats-'));
  readonly #options: NatsServerOptions;
  readonly #host: string;
  readonly #issued: Issued;
  #process: ChildProcess | undefined;
  #port = -1;
  #monitoringUrl = '';

  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(options);
    await server.start();
    return server;
  }

  private constructor(options: NatsServerOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#issued = this.#issue([createSeeds().account]);
  }

  get issued(): Issued {
    return this.#issued;
  }

  /** Issues pod credentials with the signer of now. */
  get minter(): PodMinter {
    return new PodMinter(this.#issued.podSigner);
  }

  /** What a server is told to do when its configuration has changed. */
  reload(): void {
    this.#writeConfig();
    this.#process?.kill('SIGHUP');
  }

  get url(): string {
    return `nats://${this.#host}:${this.#port}`;
  }

  /** Where it tells about itself: /varz and its like. */
  get monitoringUrl(): string {
    return this.#monitoringUrl;
  }

  /** Starts it, or starts it again on the same port and data. */
  async start(): Promise<void> {
    const config = this.#writeConfig();
    const child = spawn(findNatsServer(), ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    const log: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    for (const deadline = Date.now() + 10_000; !this.#readPort(child); await pause(10)) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`nats-server did not start: ${log.join('')}`);
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  program(name: ProgramName): Bus {
    return Bus.open({
      servers: [this.url],
      identity: { program: name },
      credentials: () => this.issued.programs[name],
    });
  }

  pod(uid: string, lifeMs = 3_600_000): Bus {
    const { creds } = this.minter.mint(uid, new Date(Date.now() + lifeMs));
    return Bus.open({ servers: [this.url], identity: { pod: uid }, credentials: () => creds });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #issue(signerSeeds: [string, ...string[]]): Issued {
    return issue({ seeds: this.#seeds, signerSeeds, storage: { file: -1, memory: -1 } });
  }

  #writeConfig(): string {
    const path = join(this.#folder, 'nats.conf');
    writeFileSync(path, this.#config());
    return path;
  }

  #config(): string {
    const sync = this.#options.syncAlways ? 'sync_interval: always' : '';
    const bound = this.#options.maxFileBytes ? `max_file_store: ${this.#options.maxFileBytes}` : '';
    return [
      `listen: "${this.#host}:${this.#port}"`,
      'http: "127.0.0.1:-1"',
      `ports_file_dir: "${this.#folder}"`,
      `jetstream { store_dir: "${join(this.#folder, 'data')}", ${sync} ${bound} }`,
      this.#options.authConf?.() ?? this.issued.serverConfig,
    ].join('\n');
  }

  // The server writes its ports once it listens, and takes the file away when it ends well.
  #readPort({ pid }: ChildProcess): boolean {
    const file = readdirSync(this.#folder).find((name) => name.endsWith(`_${pid}.ports`));
    if (!file) return false;
    const text = readFileSync(join(this.#folder, file), 'utf8') || '{}';
    const { nats, monitoring } = JSON.parse(text) as { nats?: string[]; monitoring?: string[] };
    const port = nats?.[0]?.split(':').at(-1);
    if (!port || !monitoring?.[0]) return false;
    this.#port = Number(port);
    this.#monitoringUrl = monitoring[0];
    return true;
  }
}
