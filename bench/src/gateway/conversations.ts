import { randomBytes } from 'node:crypto';
import { type Started, Switchboard } from '@switchboard/client';
import { create, createAgent, eventually, gatewayUrl, get, kubectl, makeKey, warmPods } from '@switchboard/e2e';
import { ScriptedCaller } from '@switchboard/e2e/voice';
import { figures, judged } from '../figures.ts';
import { AgentDispatch } from './agent-dispatch.ts';

/** Create to ready must take no more than this part of what LiveKit's own dispatch takes. */
const RATIO = 0.2;

export interface Plan {
  readonly runs: number;
  /** How many begin at the same time at the end; 0 for none. */
  readonly burst: number;
}

/** Against the gateway of `make up`, through the same door as everybody: warm pods wait in their rooms. */
export async function* conversations({ runs, burst }: Plan): AsyncGenerator<object> {
  const namespace = `bench-gateway-${randomBytes(3).toString('hex')}`;
  await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
  const key = await makeKey(namespace);
  const client = new Switchboard({ url: gatewayUrl, key: key.key });
  try {
    await createAgent(namespace, 'one', { warm: 2 });
    const one = new OneAtATime(client, namespace);
    await one.end((await one.start()).session.id);
    yield* besideAgentDispatch(one, runs);
    yield* greetings(one, Math.ceil(runs / 2));
    if (burst > 0) yield* atOnce(namespace, client, burst);
  } finally {
    await key.revoke();
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  }
}

interface TimedStart extends Started {
  readonly took: number;
}

/** Each conversation finds warm pods, and is over before the next begins. */
class OneAtATime {
  readonly #client: Switchboard;
  readonly #namespace: string;

  constructor(client: Switchboard, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  async start(): Promise<TimedStart> {
    await warmPods(this.#namespace, 'one', 2);
    const began = performance.now();
    const started = await this.#client.start({ agent: 'one', waitSeconds: 30 });
    return { ...started, took: performance.now() - began };
  }

  async end(id: string): Promise<void> {
    await this.#client.stop(id, 'Now');
    await eventually('the end', async () => (await this.#client.get(id)).phase === 'Ended');
  }
}

/** In turns, so that whatever else the machine does falls on both. */
async function* besideAgentDispatch(one: OneAtATime, runs: number): AsyncGenerator<object> {
  await using dispatch = await AgentDispatch.open();
  await dispatch.once();
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let n = 0; n < runs; n++) {
    const { took, session } = await one.start();
    ours.push(took);
    await one.end(session.id);
    theirs.push(await dispatch.once());
  }
  const own = figures('gateway', 'post-to-201-prejoined', 'ms', ours);
  const other = figures('gateway', 'livekit-agent-dispatch', 'ms', theirs);
  yield judged(own, { p50: 50, p99: 150 });
  yield other;
  const ratio = Math.round((own.p50 / other.p50) * 1000) / 1000;
  yield judged(
    { bench: 'gateway', case: 'post-to-201-prejoined against livekit-agent-dispatch', unit: 'ratio', ratio },
    { ratio: RATIO },
  );
}

async function* greetings(one: OneAtATime, runs: number): AsyncGenerator<object> {
  const milliseconds: number[] = [];
  for (let n = 0; n < runs; n++) {
    const { took, session, connection } = await one.start();
    const began = performance.now() - took;
    const caller = new ScriptedCaller('caller');
    await caller.join(connection.server_url, connection.participant_token);
    milliseconds.push((await caller.hears(began, 30_000)) - began);
    await caller.leave();
    await one.end(session.id);
  }
  yield figures('gateway', 'post-to-greeting-heard', 'ms', milliseconds);
}

async function* atOnce(namespace: string, client: Switchboard, burst: number): AsyncGenerator<object> {
  await kubectl(['delete', 'voicepool', 'one', '--namespace', namespace]);
  await createAgent(namespace, 'many', { warm: burst, runtime: { memoryLimit: '150Mi', cpuRequest: '10m' } });
  await warmPods(namespace, 'many', burst, 300);
  // The machine is all of the cluster: pods that start to fill the pool again would be measured, and not the claims.
  const full = JSON.stringify({ spec: { max: burst } });
  await kubectl(['patch', 'voicepool', 'many', '--namespace', namespace, '--type=merge', '--patch', full]);
  const milliseconds: number[] = [];
  const errors: string[] = [];
  const start = async () => {
    const began = performance.now();
    try {
      const { session } = await client.start({ agent: 'many', waitSeconds: 60 });
      milliseconds.push(performance.now() - began);
      return session.id;
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const ids = await Promise.all(Array.from({ length: burst }, start));
  const line = { ...figures('gateway', `${burst}-creates-at-once`, 'ms', milliseconds), errors: errors.length };
  yield judged(line, { p99: 1500, errors: 0 });
  for (const id of ids) if (id) await client.stop(id, 'Now');
}
