import { create, eventually, get, imageRef, kubectl } from '@switchboard/e2e';
import { type Client, type KubeObject, resource } from '@switchboard/kube';
import type { ReadyWatch } from './ready.ts';

export const voiceSessions = resource<KubeObject & { spec: object }>(
  'switchboard.dev/v1alpha1',
  'VoiceSession',
  'voicesessions',
);

const endpoint = { endpoints: [{ url: 'http://speech.switchboard-dev:8000/v1' }], model: 'offline' };

export interface AgentPlan {
  readonly name: string;
  /** The stub has no voice and joins no room; the real one does both. */
  readonly image: 'e2e-stub' | 'session-runtime';
  readonly prejoin: boolean;
  readonly warm: number;
}

/** Agents, pools and sessions that the installed operator works on. */
export class OperatorSide {
  readonly #client: Client;
  readonly #namespace: string;
  readonly #watch: ReadyWatch;

  constructor(client: Client, namespace: string, watch: ReadyWatch) {
    this.#client = client;
    this.#namespace = namespace;
    this.#watch = watch;
  }

  async agent({ name, image, prejoin, warm }: AgentPlan): Promise<void> {
    const kind = { apiVersion: 'switchboard.dev/v1alpha1', kind: 'VoiceAgent' };
    const metadata = { name, namespace: this.#namespace };
    const runtime = { image: imageRef(image), prejoin, cpuRequest: '20m', terminationGraceSeconds: 5 };
    const speech = { transcribe: [endpoint], think: [endpoint], speak: [endpoint] };
    await create({ ...kind, metadata, spec: { prompt: 'Say nothing.', speech, runtime } });
    if (warm === 0) return;
    await create({
      ...kind,
      kind: 'VoicePool',
      metadata,
      spec: { agent: name, min: warm, max: 4 * warm, buffer: warm },
    });
  }

  async warm(name: string, count: number): Promise<void> {
    await eventually(
      `${count} warm pods of ${name}`,
      async () => {
        const { status } = await get<{ status?: { ready?: number } }>(
          'voicepool',
          name,
          '--namespace',
          this.#namespace,
        );
        return (status?.ready ?? 0) >= count;
      },
      180,
    );
  }

  /** From the create call to the watch event that says Ready, by this client's clock. */
  async claim(name: string, agent: string): Promise<number> {
    const ready = this.#watch.ready(name);
    const metadata = { namespace: this.#namespace, name, finalizers: ['switchboard.dev/session'] };
    const start = performance.now();
    await this.#client.of(voiceSessions).create({ metadata, spec: { agent } });
    return (await ready) - start;
  }

  async end(name: string): Promise<void> {
    await this.#client.of(voiceSessions).delete({ namespace: this.#namespace, name });
  }

  /** By then the pool has counted its pods anew. */
  async allEnded(): Promise<void> {
    const left = () => this.#client.of(voiceSessions).list({ namespace: this.#namespace });
    await eventually('no session left', async () => (await left()).items.length === 0, 180);
  }

  async drop(agent: string): Promise<void> {
    await kubectl(['delete', 'voicepool,voiceagent', agent, '--namespace', this.#namespace, '--ignore-not-found']);
  }
}
