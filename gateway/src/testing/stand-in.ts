import { randomUUID } from 'node:crypto';
import type { VoiceSessionObject } from '@switchboard/api';
import { type Client, isConflict, isNotFound, Reflector } from '@switchboard/kube';
import { voiceSessions } from '../sessions/service.ts';

export interface StandInOptions {
  /** Sessions of these agents wait for good. */
  readonly waiting?: ReadonlySet<string>;
  /** Sessions of these agents end at once with this reason. */
  readonly ending?: ReadonlyMap<string, string>;
  /** Sessions of these agents are committed to a pod and left there: somebody else says that the agent has joined. */
  readonly committing?: ReadonlySet<string>;
}

/** Plays the operator, with none of its care: gives each session a pod that does not exist, and ends what is stopped. */
export class StandIn {
  readonly #client: Client;
  readonly #options: StandInOptions;
  readonly #stop = new AbortController();
  readonly reflector: Reflector<VoiceSessionObject>;

  constructor(client: Client, options: StandInOptions = {}) {
    this.#client = client;
    this.#options = options;
    this.reflector = new Reflector({ api: client.of(voiceSessions) });
    this.reflector.onChange((change) => {
      if (change.type !== 'deleted') void this.#see(change.object).catch(ignoreLostRaces);
    });
    void this.reflector.run(this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #see({ metadata, spec, status }: VoiceSessionObject): Promise<void> {
    if (status?.phase === 'Ended') return;
    const write = (next: object) =>
      this.#client.of(voiceSessions).patchStatus({ namespace: metadata.namespace, name: metadata.name }, next);
    const reason = this.#options.ending?.get(spec.agent);
    if (reason) return void (await write({ phase: 'Ended', endReason: reason, message: 'The stand-in says so.' }));
    if (spec.stop) return void (await write({ phase: 'Ended', endReason: 'Stopped', message: 'Stopped.' }));
    if (status?.pod || this.#options.waiting?.has(spec.agent)) return;
    const uid = randomUUID();
    const phase = this.#options.committing?.has(spec.agent) ? 'Starting' : 'Ready';
    await write({
      phase,
      pod: { name: `${spec.agent}-${uid.slice(0, 8)}`, uid, node: 'nowhere', warm: true, attempt: 1 },
      room: `${spec.agent}_session_1_${uid.slice(0, 8)}`,
      identity: spec.participant.identity ?? 'caller',
      readyIn: '1ms',
    });
  }
}

function ignoreLostRaces(error: unknown): void {
  if (!isConflict(error) && !isNotFound(error) && !(error instanceof Error && error.name === 'ConnectionError'))
    throw error;
}
