import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eventually, livekit } from '@switchboard/e2e';
import { Program } from '@switchboard/e2e/voice';
import { ParticipantInfo_State, RoomAgentDispatch } from 'livekit-server-sdk';
import { livekitAgents } from '../livekit-agents.ts';

type LiveKit = Awaited<ReturnType<typeof livekit>>;

/** Processes that wait warm: more than are ever used at once. */
const IDLE = 2;
const BOUND_MS = 30_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What one does without Switchboard: a LiveKit Agents worker, and a room with a dispatch to it for each caller. */
export class AgentDispatch implements AsyncDisposable {
  readonly #server: LiveKit;
  readonly #worker: Program;
  readonly #name: string;
  #jobs = 0;

  static async open(): Promise<AgentDispatch> {
    const server = await livekit();
    const name = `bench-${randomBytes(4).toString('hex')}`;
    const worker = new Program(process.execPath, [join(livekitAgents(), 'worker.js'), 'serve'], {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      LIVEKIT_URL: server.url,
      LIVEKIT_API_KEY: server.keys.key,
      LIVEKIT_API_SECRET: server.keys.secret,
      AGENT_NAME: name,
      IDLE: String(IDLE),
    });
    const dispatch = new AgentDispatch(server, worker, name);
    await eventually('LiveKit to know the worker', async () => worker.output.includes('registered'), 60).catch(
      (cause) => {
        throw new Error(`the worker did not register: ${worker.output.slice(-2000)}`, { cause });
      },
    );
    return dispatch;
  }

  private constructor(server: LiveKit, worker: Program, name: string) {
    this.#server = server;
    this.#worker = worker;
    this.#name = name;
  }

  /** Room with its dispatch, the caller's token, and then until the server says that somebody, and that is the agent, is in the room. */
  async once(): Promise<number> {
    await eventually('warm processes', async () => this.#count('warm') >= this.#jobs + IDLE, 60);
    this.#jobs++;
    const { rooms } = this.#server;
    const name = `bench_${randomBytes(6).toString('hex')}`;
    const began = performance.now();
    const agents = [new RoomAgentDispatch({ agentName: this.#name })];
    const [token] = await Promise.all([
      this.#server.token(name, 'caller'),
      rooms.createRoom({ name, emptyTimeout: 60, departureTimeout: 5, agents }),
    ]);
    if (!token) throw new Error('no token');
    for (let joined = false; !joined; ) {
      const participants = await rooms.listParticipants(name);
      joined = participants.some(({ state }) => state === ParticipantInfo_State.ACTIVE);
      if (performance.now() - began > BOUND_MS)
        throw new Error(`no agent came into ${name}: ${this.#worker.output.slice(-2000)}`);
      if (!joined) await pause(2);
    }
    const took = performance.now() - began;
    await rooms.deleteRoom(name);
    return took;
  }

  #count(word: string): number {
    return this.#worker.output.split(`${word}\n`).length - 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.end();
  }
}
