import { type Bus, parseSubject } from '@switchboard/bus';
import type { Client } from '@switchboard/kube';
import { voiceSessions } from '../claims/operator-side.ts';
import type { ReadyWatch } from '../claims/ready.ts';

export interface Claimed {
  /** From the create call to the watch event that says Ready. */
  readonly cr: number;
  /** From the create call to the pod's own word on the bus, as gateways hear it. */
  readonly bus: number;
}

export interface CallerOptions {
  readonly client: Client;
  readonly watch: ReadyWatch;
  readonly bus: Bus;
  readonly namespace: string;
  readonly agent: string;
}

/** Creates sessions and hears of them in both ways. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #joined = new Map<string, (at: number) => void>();

  constructor(options: CallerOptions) {
    this.#options = options;
    options.bus.subscribe('sb.pod.*.status', (message) => {
      if (parseSubject(message.subject)?.type !== 'report') return;
      const { event, session } = message.json<{ event: string; session: { name: string; namespace: string } }>();
      if (event !== 'AgentJoined' || session.namespace !== options.namespace) return;
      this.#joined.get(session.name)?.(performance.now());
      this.#joined.delete(session.name);
    });
  }

  async claim(name: string): Promise<Claimed> {
    const { client, watch, namespace, agent } = this.#options;
    const ready = watch.ready(name);
    const joined = new Promise<number>((resolve) => this.#joined.set(name, resolve));
    const start = performance.now();
    const metadata = { namespace, name, finalizers: ['switchboard.dev/session'] };
    await client.of(voiceSessions).create({ metadata, spec: { agent } });
    const [cr, bus] = await Promise.all([ready, joined]);
    return { cr: cr - start, bus: bus - start };
  }
}
