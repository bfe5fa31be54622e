import { randomBytes } from 'node:crypto';
import { Switchboard } from '@switchboard/client';
import { create, createAgent, eventually, gatewayUrl, get, kubectl, makeKey, warmPods } from '@switchboard/e2e';
import { ScriptedCaller } from '@switchboard/e2e/voice';
import { type Figures, figures } from '../figures.ts';

const CREATES = 40;
const GREETINGS = 10;

interface Refused {
  readonly bench: 'gateway';
  readonly case: string;
  readonly unit: 'errors';
  readonly value: number;
}

/** Against the gateway of `make up`, through the same door as everybody: warm pods wait in their rooms. */
export async function* conversations(burst: number): AsyncGenerator<Figures | Refused> {
  const namespace = `bench-gateway-${randomBytes(3).toString('hex')}`;
  await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', namespace));
  const key = await makeKey(namespace);
  const client = new Switchboard({ url: gatewayUrl, key: key.key });
  try {
    await createAgent(namespace, 'one', { warm: 2 });
    await warmPods(namespace, 'one', 2);
    const started = async (): Promise<[number, Awaited<ReturnType<typeof client.start>>]> => {
      const began = performance.now();
      const answer = await client.start({ agent: 'one', waitSeconds: 30 });
      return [performance.now() - began, answer];
    };
    const ended = async (id: string) => {
      await client.stop(id, 'Now');
      await eventually('the end', async () => (await client.get(id)).phase === 'Ended');
      await warmPods(namespace, 'one', 2);
    };
    await ended((await started())[1].session.id);
    const milliseconds: number[] = [];
    for (let n = 0; n < CREATES; n++) {
      const [took, { session }] = await started();
      milliseconds.push(took);
      await ended(session.id);
    }
    yield figures('gateway', 'post-to-201-prejoined', 'ms', milliseconds);

    const greetings: number[] = [];
    for (let n = 0; n < GREETINGS; n++) {
      const began = performance.now();
      const [, { session, connection }] = await started();
      const caller = new ScriptedCaller('caller');
      await caller.join(connection.server_url, connection.participant_token);
      greetings.push((await caller.hears(began, 30_000)) - began);
      await caller.leave();
      await ended(session.id);
    }
    yield figures('gateway', 'post-to-greeting-heard', 'ms', greetings);
    if (burst > 0) yield* atOnce(namespace, client, burst);
  } finally {
    await key.revoke();
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  }
}

async function* atOnce(namespace: string, client: Switchboard, burst: number): AsyncGenerator<Figures | Refused> {
  await kubectl(['delete', 'voicepool', 'one', '--namespace', namespace]);
  await createAgent(namespace, 'many', { warm: burst, runtime: { memoryLimit: '150Mi', cpuRequest: '10m' } });
  await warmPods(namespace, 'many', burst, 300);
  const milliseconds: number[] = [];
  const ids: string[] = [];
  let errors = 0;
  const one = async () => {
    const began = performance.now();
    try {
      const { session } = await client.start({ agent: 'many', waitSeconds: 60 });
      milliseconds.push(performance.now() - began);
      ids.push(session.id);
    } catch {
      errors++;
    }
  };
  await Promise.all(Array.from({ length: burst }, one));
  yield figures('gateway', `${burst}-creates-at-once`, 'ms', milliseconds);
  yield { bench: 'gateway', case: `${burst}-creates-at-once`, unit: 'errors', value: errors };
  for (const id of ids) await client.stop(id, 'Now');
}
