import type { VoiceSessionObject } from '@switchboard/api';
import { type Bus, Outbox } from '@switchboard/bus';
import type { NatsServer } from '@switchboard/bus/testing';
import { voiceSessions } from '../sessions/service.ts';
import type { Stand } from './stand.ts';

/** The reports of a pod that a session is committed to, under the pod's own rights on the bus. */
export class ReportingPod {
  readonly #bus: Bus;
  readonly #outbox: Outbox;
  readonly #session: { uid: string; name: string; namespace: string };

  static async of(session: VoiceSessionObject, nats: NatsServer): Promise<ReportingPod> {
    const uid = session.status?.pod?.uid;
    if (!uid) throw new Error('the session has no pod');
    const bus = nats.pod(uid);
    await bus.ready(5000);
    return new ReportingPod(bus, uid, session);
  }

  private constructor(bus: Bus, podUid: string, { metadata: { uid, name, namespace } }: VoiceSessionObject) {
    this.#bus = bus;
    this.#outbox = new Outbox(bus, { podUid });
    this.#session = { uid, name, namespace };
  }

  get #head() {
    return { at: new Date().toISOString(), session: this.#session };
  }

  async status(event: 'AgentJoined' | 'CallerJoined' | 'Ended'): Promise<void> {
    this.#outbox.report('status', { ...this.#head, event });
    await this.#outbox.flush(5000);
  }

  async transcript(text: string, speaker: 'caller' | 'agent' = 'agent'): Promise<void> {
    const times = { startMilliseconds: 0, endMilliseconds: 900 };
    this.#outbox.report('transcript', { ...this.#head, segment: text.slice(0, 8), speaker, text, ...times });
    await this.#outbox.flush(5000);
  }

  async close(): Promise<void> {
    this.#outbox.stop();
    await this.#bus.close();
  }
}

/** A conversation that was started at a gateway, and the pod that has it. */
export async function talkingPod(
  stand: Stand,
  url: string,
  { tenant, key }: { tenant: string; key: string },
): Promise<{ session: VoiceSessionObject; pod: ReportingPod }> {
  const response = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ agent: 'ada' }),
  });
  const { session } = (await response.json()) as { session: { id: string } };
  const stored = await stand.client.of(voiceSessions).get({ namespace: tenant, name: session.id });
  return { session: stored, pod: await ReportingPod.of(stored, stand.nats) };
}
