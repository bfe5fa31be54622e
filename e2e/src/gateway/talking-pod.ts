import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bus, Outbox, PodMinter, parsePodSigner } from '@switchboard/bus';
import type { Session } from '@switchboard/client';
import { get, home, serviceAddress } from '../support/index.ts';

const CREDENTIAL_MS = 3_600_000;

interface Bound {
  readonly metadata: { readonly uid: string; readonly name: string; readonly namespace: string };
  readonly status?: { readonly pod?: { readonly uid: string } };
}

/** Reports what is said in a conversation under the rights of the pod that has it, whatever that pod itself does. */
export class TalkingPod implements AsyncDisposable {
  readonly #bus: Bus;
  readonly #outbox: Outbox;
  readonly #session: Bound['metadata'];
  #said = 0;

  static async of({ id, tenant }: Session): Promise<TalkingPod> {
    const { metadata, status } = await get<Bound>('voicesession', id, '--namespace', tenant);
    const pod = status?.pod?.uid;
    if (!pod) throw new Error(`${id} has no pod`);
    const minter = new PodMinter(parsePodSigner(readFileSync(join(home, 'keys/bus/pod-signer.json'), 'utf8')));
    const { creds } = minter.mint(pod, new Date(Date.now() + CREDENTIAL_MS));
    const servers = [`nats://${await serviceAddress('switchboard-dev', 'nats')}:4222`];
    const bus = Bus.open({ servers, identity: { pod }, credentials: () => creds });
    await bus.ready(5000);
    return new TalkingPod(bus, pod, metadata);
  }

  private constructor(bus: Bus, podUid: string, { uid, name, namespace }: Bound['metadata']) {
    this.#bus = bus;
    this.#outbox = new Outbox(bus, { podUid });
    this.#session = { uid, name, namespace };
  }

  get said(): number {
    return this.#said;
  }

  /** The next utterance: their texts are their numbers, from 1. */
  async say(): Promise<void> {
    const text = String(++this.#said);
    const at = new Date().toISOString();
    const spoken = { segment: text, speaker: 'agent' as const, text, startMilliseconds: 0, endMilliseconds: 1 };
    this.#outbox.report('transcript', { at, session: this.#session, ...spoken });
    await this.#outbox.flush(5000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#outbox.stop();
    await this.#bus.close();
  }
}
