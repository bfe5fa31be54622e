import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@switchboard/bus';
import type { Logger } from '@switchboard/service';
import type { Ledger } from './engine/index.ts';
import type { Environment } from './environment.ts';
import type { PodMetrics } from './metrics.ts';
import type { Pod } from './session/index.ts';
import { type EndOfTurn, wordsEndOfTurn } from './turn/index.ts';
import type { Vad } from './vad/index.ts';

interface CallNeeds {
  readonly vad: Vad;
  readonly endOfTurn: EndOfTurn;
  readonly addresses: (host: string) => Promise<readonly string[]>;
}

interface Life {
  readonly pod: Pod;
  readonly bus: Bus;
  readonly memory: { readonly peakBytes: number };
}

/** What a conversation needs and a hello does not: loaded while the pod waits, or at once when it must not wait. */
export class Later {
  readonly #logger: Logger;
  readonly #turnModel: string | undefined;
  #rtc: Promise<typeof import('@livekit/rtc-node')> | undefined;
  #parts: Promise<CallNeeds> | undefined;
  #metrics: PodMetrics | undefined;

  constructor(logger: Logger, { SESSION_END_OF_TURN_MODEL }: Environment) {
    this.#logger = logger;
    this.#turnModel = SESSION_END_OF_TURN_MODEL;
  }

  rtc(): Promise<typeof import('@livekit/rtc-node')> {
    this.#rtc ??= import('@livekit/rtc-node');
    return this.#rtc;
  }

  parts(): Promise<CallNeeds> {
    this.#parts ??= this.#loadParts();
    return this.#parts;
  }

  begin(environment: Environment, life: Life): void {
    void this.#load(environment, life).catch((error: unknown) =>
      this.#logger.error({ error }, 'the session process is not complete'),
    );
  }

  observe(ledger: Ledger): void {
    this.#metrics?.observe(ledger);
  }

  async #load(environment: Environment, { pod, bus, memory }: Life): Promise<void> {
    await this.rtc();
    const { vad } = await this.parts();
    const { serveMetrics } = await import('./metrics.ts');
    this.#metrics = await serveMetrics(environment, {
      live: () => ({ ok: true }),
      ready: () => ({ ok: bus.state.up || pod.session !== undefined, message: 'the bus is down' }),
      memory,
      endpoints: () => pod.call?.engine?.health(),
    });
    if (pod.session) return;
    const { rehearse } = await import('./rehearsal.ts');
    rehearse(vad);
  }

  async #loadParts(): Promise<CallNeeds> {
    const [{ loadSilero }, dns] = await Promise.all([import('./vad/silero.ts'), import('node:dns/promises')]);
    const addresses = async (host: string) => (await dns.lookup(host, { all: true })).map((one) => one.address);
    return { vad: loadSilero(modelPath()), addresses, endOfTurn: await this.#judge() };
  }

  /** A conversation without the model is better than none. */
  async #judge(): Promise<EndOfTurn> {
    if (this.#turnModel === undefined) return wordsEndOfTurn;
    const { SmartTurn } = await import('./turn/smart-turn/index.ts');
    return SmartTurn.load(this.#turnModel, wordsEndOfTurn).catch((error: unknown) => {
      this.#logger.error({ error }, 'the words judge the end of a turn');
      return wordsEndOfTurn;
    });
  }
}

/** Beside the bundle in an image, one folder up in the sources. */
function modelPath(): string {
  const places = ['./assets/silero_vad.onnx', '../assets/silero_vad.onnx'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((path) => existsSync(path)) ?? (places[0] as string);
}
