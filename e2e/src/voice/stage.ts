import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type AgentBehaviour, agentBehaviour, type bus as contract } from '@switchboard/api';
import {
  type AnyReport,
  askPod,
  type Bus,
  type ControlKind,
  type ControlMessage,
  decodeAny,
  ensureStreams,
  filters,
  listen,
  type Report,
  type ReportKind,
  replay,
  STREAMS,
} from '@switchboard/bus';
import { NatsServer } from '@switchboard/bus/testing';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { ScriptedCaller } from './caller.ts';
import { answers, freePort, Program } from './processes.ts';

const repository = join(import.meta.dirname, '../../..');
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
    await answers(`http://127.0.0.1:${this.speechPort}/v1/models`, 30_000);
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
    const reports = collect(this.bus, uid);
    const program = this.#program(process.execPath, [...(options.nodeArgs ?? []), entry], {
      PATH: process.env['PATH'],
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
  readonly entry?: string;
  readonly nodeArgs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly healthPort?: number;
  readonly credentialMs?: number;
}

/** A session process and what it reports; the test plays the operator towards it. */
export class StagePod {
  readonly uid: string;
  readonly program: Program;
  readonly reports: AnyReport[];
  readonly #stage: Stage;

  constructor(stage: Stage, parts: { uid: string; program: Program; reports: AnyReport[] }) {
    this.#stage = stage;
    this.uid = parts.uid;
    this.program = parts.program;
    this.reports = parts.reports;
  }

  ask<K extends ControlKind>(kind: K, message: ControlMessage<K>, deadlineMs = 10_000) {
    return askPod(this.#stage.bus, { podUid: this.uid, kind, message, deadlineMs });
  }

  of<K extends ReportKind>(kind: K): Report<K>[] {
    return this.reports.flatMap((one) => (one.kind === kind ? [one.report as Report<K>] : []));
  }

  /** What the stream holds of it, once that satisfies the test: what arrived while nobody was connected counts too. */
  async recorded(enough: (stored: AnyReport[]) => boolean, boundMs: number): Promise<AnyReport[]> {
    const options = { stream: STREAMS.reports, subject: filters.pod(this.uid), after: 0, decode: decodeAny };
    await this.#stage.bus.ready(boundMs);
    for (const deadline = performance.now() + boundMs; ; ) {
      const stored: AnyReport[] = [];
      for await (const { message } of replay(this.#stage.bus, options)) if ('podUid' in message) stored.push(message);
      if (enough(stored)) return stored;
      if (performance.now() > deadline)
        throw new Error(`not in the record within ${boundMs} ms; it has ${stored.length}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async reported<K extends ReportKind>(
    kind: K,
    matches: (report: Report<K>) => boolean = () => true,
    boundMs = 20_000,
  ): Promise<Report<K>> {
    const deadline = performance.now() + boundMs;
    for (;;) {
      const found = this.of(kind).find(matches);
      if (found) return found;
      if (performance.now() > deadline || !this.program.running)
        throw new Error(
          `the pod has not reported this ${kind} within ${boundMs} ms; its output:\n${this.program.output.slice(-4000)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  hello() {
    return this.reported('hello');
  }

  /** Gives it a conversation, and waits until it is in the room. */
  async assign(options: AssignOptions): Promise<contract.Assign> {
    const room = options.room ?? (await this.#stage.room());
    const behaviour = options.behaviour ?? this.#stage.behaviour();
    const message: contract.Assign = {
      session: { uid: randomUUID(), name: 'call-1', namespace: 'demo' },
      agent: { name: 'helper', generation: 1 },
      behaviour,
      participant: { identity: options.identity },
      channel: { type: 'livekit' },
      variables: options.variables ?? {},
      language: behaviour.language,
      voice: behaviour.voice.name,
      limits: { ...behaviour.limits, ...options.limits },
      room,
    };
    const ack = await this.ask('assign', message);
    if (!ack.ok) throw new Error(`the pod refused: ${ack.reason} ${ack.message}`);
    await this.reported('status', (status) => status.event === 'AgentJoined');
    return message;
  }
}

export interface AssignOptions {
  readonly identity: string;
  readonly room?: contract.Assign['room'];
  readonly behaviour?: AgentBehaviour;
  readonly variables?: Record<string, string>;
  readonly limits?: Partial<contract.Assign['limits']>;
}

function collect(bus: Bus, uid: string): AnyReport[] {
  const reports: AnyReport[] = [];
  const heard = listen(bus, { subject: filters.pod(uid), decode: decodeAny, limit: 10_000 });
  void (async () => {
    for await (const { message } of heard) if ('podUid' in message) reports.push(message);
  })();
  return reports;
}

/** A server program: named by a variable, on the PATH, or where `make up` builds it. */
function findProgram(name: string, variable: string): string {
  const own = join(process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard', 'bin');
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'switchboard', 'bin');
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), own, cache];
  const found = [process.env[variable] ?? '', ...folders.map((folder) => join(folder, name))]
    .filter(Boolean)
    .find(isExecutable);
  if (!found) throw new Error(`${name} was not found: run \`make up\` once, or set ${variable} to its path`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
