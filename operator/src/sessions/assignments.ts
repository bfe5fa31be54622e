import type { bus } from '@switchboard/api';
import { BusClosedError, BusDownError, NoRespondersError } from '@switchboard/bus';
import type { Clock } from '@switchboard/service';
import type { PodLink } from '../bus/pod-link.ts';
import type { Assignment } from './view.ts';

export interface AssignmentsOptions {
  readonly link: PodLink;
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** Told when a pod took its session, or did not. */
  readonly onSettled: (settled: Settled) => void;
}

export interface Settled {
  readonly sessionKey: string;
  readonly sessionUid: string;
  readonly taken: boolean;
}

/** Between two questions to a pod that does not listen yet: it may be about to. */
const ASK_AGAIN_MS = 50;

/** Asks pods to take their sessions, each in the background, so that no worker waits for an answer. */
export class Assignments {
  readonly #options: AssignmentsOptions;
  readonly #pods = new Map<string, Assignment>();
  #asking = 0;

  constructor(options: AssignmentsOptions) {
    this.#options = options;
  }

  of(podUid: string): Assignment {
    return this.#pods.get(podUid) ?? { state: 'none' };
  }

  /** Pods that were asked and have not answered yet. */
  get asking(): number {
    return this.#asking;
  }

  /** Learned otherwise: the pod said so itself. */
  taken(podUid: string): void {
    this.#pods.set(podUid, { state: 'taken' });
  }

  forget(podUid: string): void {
    this.#pods.delete(podUid);
  }

  start(sessionKey: string, podUid: string, message: bus.Assign): void {
    this.#pods.set(podUid, { state: 'asking' });
    this.#asking++;
    void this.#ask(podUid, message).then((settled) => {
      this.#asking--;
      if (this.#pods.get(podUid)?.state !== 'asking') return;
      this.#pods.set(podUid, settled);
      this.#options.onSettled({ sessionKey, sessionUid: message.session.uid, taken: settled.state === 'taken' });
    });
  }

  async #ask(podUid: string, message: bus.Assign): Promise<Assignment> {
    const { link, clock, deadlineMs } = this.#options;
    const deadline = clock.monotonic() + deadlineMs;
    for (;;) {
      const left = deadline - clock.monotonic();
      if (left <= 0) return { state: 'deaf', message: `The pod did not answer within ${deadlineMs} ms.` };
      try {
        const ack = await link.ask({ podUid, kind: 'assign', message, deadlineMs: left });
        return await this.#answered(podUid, message, ack);
      } catch (error) {
        if (error instanceof BusDownError || error instanceof BusClosedError) {
          return { state: 'unreachable', message: 'The bus went away.' };
        }
        if (!(error instanceof NoRespondersError)) return { state: 'deaf', message: (error as Error).message };
        await clock.sleep(Math.min(ASK_AGAIN_MS, Math.max(1, deadline - clock.monotonic())));
      }
    }
  }

  async #answered(podUid: string, message: bus.Assign, ack: bus.Ack): Promise<Assignment> {
    if (ack.ok) return { state: 'taken' };
    if (ack.reason === 'AlreadyAssigned' && (await this.#hasIt(podUid, message.session.uid))) return { state: 'taken' };
    return { state: 'refused', message: `The pod refused: ${ack.reason ?? 'no reason'}. ${ack.message ?? ''}`.trim() };
  }

  async #hasIt(podUid: string, sessionUid: string): Promise<boolean> {
    const { link, deadlineMs } = this.#options;
    const identity = await link.ask({ podUid, kind: 'whoami', message: {}, deadlineMs }).catch(() => undefined);
    return identity?.session?.uid === sessionUid;
  }
}
