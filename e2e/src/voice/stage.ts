import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentBehaviour, agentBehaviour, type bus as contract } from '@switchboard/api';
import { type Bus, ensureStreams } from '@switchboard/bus';
import { NatsServer } from '@switchboard/bus/testing';
import { freePort } from '@switchboard/kube/testing';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { ScriptedCaller } from './caller.ts';
import { findProgram } from './find-program.ts';
import { answers, Program } from './processes.ts';
import { collect, StagePod } from './stage-pod.ts';

const repository = join(import.meta.dirname, '../../..');
/** A session process started from its sources costs half as much once they have been compiled. */
const COMPILED = join(tmpdir(), 'switchboard-compiled');
const KEY = 'stage';
const SECRET = 'a-key-of-a-private-test-server-on-loopback';

/** A LiveKit server, a NATS server and the offline speech service of a test's own, on loopback, and session processes beside them. */
export class Stage implements AsyncDisposable {
  readonly nats: NatsServer;
  readonly bus: Bus;
  readonly livekitPort: number;
  readonly speechPort: number;
  readonly rooms: RoomServiceClient;
  readonly #folder: string;
  readonly #programs: Program[] = [];
  #livekit: Program | undefined;
  #speech: Program | undefined;

  static async open(): Promise<Stage> {
    const nats = await NatsServer.start();
    const bus = nats.program('operator');
    await bus.ready(10_000);
    await ensureStreams(bus, { replicas: 1, maxAgeSeconds: 3600, maxBytes: -1 });
    const stage = new Stage(nats, bus, await freePort(), await freePort());
    await Promise.all([stage.startLiveKit(), stage.startSpeech()]);
    return stage;
  }

  private constructor(nats: NatsServer, bus: Bus, livekitPort: number, speechPort: number) {
    this.nats = nats;
    this.bus = bus;
    this.livekitPort = livekitPort;
    this.speechPort = speechPort;
    this.#folder = mkdtempSync(join(tmpdir(), 'switchboard-stage-'));
    this.rooms = new RoomServiceClient(`http://127.0.0.1:${livekitPort}`, KEY, SECRET);
  }

  get livekitUrl(): string {
    return `ws://127.0.0.1:${this.livekitPort}`;
  }

  get speechUrl(): string {
    return `http://127.0.0.1:${this.speechPort}/v1`;
  }

  /** The speech service with a fault or pace in every answer, by its /with/ paths. */
  speechWith(directives: string): string {
    return `http://127.0.0.1:${this.speechPort}/with/${directives}/v1`;
  }

  get speechPid(): number {
    return this.#speech?.pid ?? 0;
  }

  get livekitPid(): number {
    return this.#livekit?.pid ?? 0;
  }

  async startLiveKit(): Promise<void> {
    const config = join(this.#folder, 'livekit.yaml');
    const udp = await freePort();
    const tcp = await freePort();
    writeFileSync(
      config,
      JSON.stringify({
        port: this.livekitPort,
        bind_addresses: ['127.0.0.1'],
        keys: { [KEY]: SECRET },
        rtc: {
          tcp_port: tcp,
          udp_port: udp,
          use_external_ip: false,
          node_ip: '127.0.0.1',
          enable_loopback_candidate: true,
          interfaces: { includes: ['lo'] },
        },
        room: { auto_create: false },
        logging: { level: 'error' },
      }),
    );
    this.#livekit = this.#program(findProgram('livekit-server', 'LIVEKIT_SERVER'), ['--config', config]);
    await answers(`http://127.0.0.1:${this.livekitPort}/`, 15_000);
  }

  async stopLiveKit(): Promise<void> {
    await this.#livekit?.end('SIGKILL');
  }

  async startSpeech(): Promise<void> {
    const folder = join(repository, 'dev/speech');
    execFileSync(join(folder, 'venv.sh'), { stdio: 'inherit' });
    this.#speech = this.#program(join(folder, '.venv/bin/python'), ['-m', 'offline_speech'], {
      ...process.env,
      PYTHONPATH: folder,
      SPEECH_HOST: '127.0.0.1',
      SPEECH_PORT: String(this.speechPort),
    });
    await answers(`http://127.0.0.1:${this.speechPort}/health`, 90_000);
  }

  async stopSpeech(): Promise<void> {
    await this.#speech?.end('SIGKILL');
  }

  /** A session process, as the kubelet would start one. `entry` may be a bundle. */
  async pod(options: PodOptions = {}): Promise<StagePod> {
    const uid = randomUUID();
    const creds = join(this.#folder, `${uid}.creds`);
    writeFileSync(creds, this.nats.minter.mint(uid, new Date(Date.now() + (options.credentialMs ?? 7_200_000))).creds);
    const entry = options.entry ?? join(repository, 'session-runtime/src/main.ts');
    const [command, ...args] = options.command ?? [process.execPath, ...(options.nodeArgs ?? []), entry];
    const reports = collect(this.bus, uid);
    const program = this.#program(command ?? '', args, {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: COMPILED,
      ...options.env,
      SWITCHBOARD_CONTRACT: 'v1',
      SWITCHBOARD_POD_UID: uid,
      SWITCHBOARD_POD_NAME: `helper-${uid.slice(0, 8)}`,
      SWITCHBOARD_NAMESPACE: 'demo',
      SWITCHBOARD_AGENT: 'helper',
      SWITCHBOARD_NATS_URL: this.nats.url,
      SWITCHBOARD_NATS_CREDS: creds,
      SWITCHBOARD_HEALTH_PORT: String(options.healthPort ?? (await freePort())),
      SWITCHBOARD_LOG_LEVEL: process.env['SWITCHBOARD_LOG_LEVEL'] ?? 'info',
    });
    return new StagePod(this, { uid, program, reports });
  }

  /** A room with its agent's token, as the operator makes it. */
  async room(): Promise<contract.Assign['room']> {
    const name = `helper_session_${Date.now()}_${randomUUID().slice(0, 8)}`;
    await this.rooms.createRoom({ name, emptyTimeout: 600, departureTimeout: 30, maxParticipants: 5 });
    return { url: this.livekitUrl, name, token: await this.token(name, 'agent', true) };
  }

  async token(room: string, identity: string, agent = false): Promise<string> {
    const token = new AccessToken(KEY, SECRET, { identity, ttl: 600 });
    token.addGrant({ room, roomJoin: true, canPublish: true, canSubscribe: true, canUpdateOwnMetadata: true, agent });
    if (agent) token.kind = 'agent';
    return token.toJwt();
  }

  async caller(room: string, identity: string): Promise<ScriptedCaller> {
    const caller = new ScriptedCaller(identity);
    await caller.join(this.livekitUrl, await this.token(room, identity));
    return caller;
  }

  behaviour(change: Partial<AgentBehaviour> = {}): AgentBehaviour {
    const endpoints = [{ url: this.speechUrl }];
    const whole = agentBehaviour.parse({
      prompt: 'You are a friendly helper on the telephone.',
      greeting: 'Hello, how can I help you?',
      voice: { name: 'alloy' },
      silencePrompt: 'Are you still there?',
      speech: {
        transcribe: [{ endpoints, model: 'pocketsphinx-caller' }],
        think: [{ endpoints, model: 'scripted' }],
        speak: [{ endpoints, model: 'espeak' }],
      },
    });
    return { ...whole, ...change };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.end()));
    await this.bus.close();
    await this.nats[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #program(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Program {
    const program = new Program(command, args, env);
    this.#programs.push(program);
    return program;
  }
}

export interface PodOptions {
  /** Another runtime than ours. */
  readonly command?: readonly string[];
  readonly entry?: string;
  readonly nodeArgs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly healthPort?: number;
  readonly credentialMs?: number;
}
