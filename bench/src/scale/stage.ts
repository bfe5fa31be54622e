import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { create, eventually, get, imageRef, kubectl } from '@switchboard/e2e';
import { type Client, refOf } from '@switchboard/kube';
import { voiceSessions } from '../claims/operator-side.ts';

const root = join(import.meta.dirname, '../../..');
const endpoint = { endpoints: [{ url: 'http://speech.switchboard-dev:8000/v1' }], model: 'offline' };
const AGENT = 'desk';

interface Counts {
  readonly status?: { readonly ready?: number; readonly pods?: number; readonly claimed?: number };
}

/** 0 takes them away. */
export async function fakeNodes(count: number): Promise<void> {
  await promisify(execFile)('bash', [join(root, 'dev/cluster/fake-nodes.sh'), String(count)]);
}

/** A namespace with one agent and its pool, whose pods land on fake nodes. */
export class Stage {
  readonly namespace = `bench-scale-${randomBytes(3).toString('hex')}`;
  readonly agent = AGENT;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async open(): Promise<void> {
    await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } });
    await eventually('the service account', () => get('serviceaccount', 'default', '--namespace', this.namespace));
    const limits = { pendingSeconds: 300, joinSeconds: 3600, maxDurationSeconds: 7200 };
    const runtime = {
      image: imageRef('e2e-stub'),
      prejoin: true,
      cpuRequest: '1m',
      memoryLimit: '64Mi',
      nodeSelector: { type: 'kwok' },
      tolerations: [{ key: 'kwok.x-k8s.io/node', operator: 'Exists' }],
    };
    const speech = { transcribe: [endpoint], think: [endpoint], speak: [endpoint] };
    await this.#create('VoiceTenant', 'default', { maxSessions: 20_000, maxQueue: 10_000 });
    await this.#create('VoiceAgent', AGENT, { prompt: 'Say nothing.', speech, runtime, limits });
    await this.#create('VoicePool', AGENT, { agent: AGENT, min: 0, max: 0, buffer: 0, maximumAgeSeconds: 7200 });
  }

  async resize(spec: { min: number; max: number; buffer: number }): Promise<void> {
    const patch = JSON.stringify({ spec });
    await kubectl(['patch', 'voicepool', AGENT, '--namespace', this.namespace, '--type=merge', '-p', patch]);
  }

  /** Returns how long it took. */
  async warm(count: number, seconds: number): Promise<number> {
    const began = performance.now();
    const enough = async () => ((await this.#pool()).status?.ready ?? 0) >= count;
    await eventually(`${count} warm pods`, enough, seconds);
    return performance.now() - began;
  }

  /** Ends what is left and waits until it has gone, so that the next bench has the machine to itself. */
  async close(seconds: number): Promise<void> {
    await this.resize({ min: 0, max: 0, buffer: 0 });
    const options = ['--namespace', this.namespace, '--wait=false'];
    await kubectl(['delete', 'voicesessions.switchboard.dev', '--all', ...options]);
    await eventually('the sessions to be gone', async () => (await this.#sessionsLeft()) === 0, seconds).catch(() =>
      this.#release(),
    );
    await kubectl(['delete', 'namespace', this.namespace, '--timeout=300s']);
  }

  /** The operator did not get to it in time: nothing of the bench may stay behind for that. */
  async #release(): Promise<void> {
    const sessions = this.#client.of(voiceSessions);
    const { items } = await sessions.list({ namespace: this.namespace });
    const refs = items.map((item) => refOf(item));
    const release = async () => {
      for (let ref = refs.pop(); ref; ref = refs.pop()) {
        await sessions.patch(ref, { metadata: { finalizers: [] } }).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: 16 }, release));
  }

  async #sessionsLeft(): Promise<number> {
    const page = await this.#client.of(voiceSessions).pages({ namespace: this.namespace, limit: 1 }).next();
    return page.value?.items.length ?? 0;
  }

  #pool(): Promise<Counts> {
    return get<Counts>('voicepool', AGENT, '--namespace', this.namespace);
  }

  async #create(kind: string, name: string, spec: object): Promise<void> {
    const metadata = { name, namespace: this.namespace };
    await create({ apiVersion: 'switchboard.dev/v1alpha1', kind, metadata, spec });
  }
}
