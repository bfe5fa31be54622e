import type { bus as contract, RuntimeEndReason } from '@switchboard/api';
import type { ControlHandlers, Outbox } from '@switchboard/bus';
import type { Faults } from './faults.ts';
import { fillDisk, fillMemory } from './fill.ts';

type Event = contract.StatusReport['event'];

/** One conversation without a voice, from its assignment to its end. */
export class Conversation {
  readonly #outbox: Outbox;
  readonly #faults: Faults;
  readonly #exit: (code: number) => void;
  state: contract.PodState = 'Idle';
  session: contract.SessionRef | undefined;
  room: string | undefined;
  muted = false;
  spokenTo = false;

  constructor(outbox: Outbox, faults: Faults, exit: (code: number) => void) {
    this.#outbox = outbox;
    this.#faults = faults;
    this.#exit = exit;
  }

  handlers(identity: () => contract.Identity): ControlHandlers {
    return {
      whoami: () => {
        this.spokenTo = true;
        return identity();
      },
      prepare: ({ room }) => {
        this.spokenTo = true;
        this.room = room.name;
        this.state = 'Prepared';
        return { ok: true };
      },
      assign: (request) => this.#assign(request),
      drain: ({ reason }) => this.#leave(reason, true),
      end: ({ reason }) => this.#leave(reason, false),
      token: () => ({ ok: true }),
      limits: () => ({ ok: true }),
      say: () => ({ ok: this.state === 'Talking' }),
    };
  }

  async #assign({ session, room }: { session: contract.SessionRef; room: { name: string } }): Promise<contract.Ack> {
    if (this.session) {
      const same = this.session.uid === session.uid;
      return same ? { ok: true } : { ok: false, reason: 'AlreadyAssigned' };
    }
    this.spokenTo = true;
    await pause(this.#faults.STUB_ACK_MS);
    this.session = session;
    this.room = room.name;
    this.state = 'Assigned';
    if (this.#faults.STUB_CRASH === 'assigned') setTimeout(() => this.#exit(this.#faults.STUB_EXIT_CODE), 50);
    else if (!this.#faults.STUB_ABSENT) void this.#talk();
    return { ok: true };
  }

  async #talk(): Promise<void> {
    const { STUB_JOIN_MS, STUB_CALLER_MS, STUB_LEAVES_MS, STUB_END_REASON, STUB_FILL, STUB_FILL_DISK, STUB_MUTE } =
      this.#faults;
    await pause(STUB_JOIN_MS);
    this.state = 'Talking';
    this.#report('AgentJoined');
    if (STUB_FILL) return fillMemory();
    if (STUB_FILL_DISK) fillDisk();
    this.muted = STUB_MUTE;
    if (STUB_CALLER_MS === undefined) return;
    await pause(STUB_CALLER_MS);
    this.#report('CallerJoined');
    if (STUB_LEAVES_MS === undefined) return;
    await pause(STUB_LEAVES_MS);
    this.#report('CallerLeft');
    await this.end(STUB_END_REASON as RuntimeEndReason);
  }

  #leave(reason: RuntimeEndReason, goodbye: boolean): contract.Ack {
    if (!this.session) return { ok: false, reason: 'NotAssigned' };
    if (!this.#faults.STUB_STUBBORN) void this.#sayGoodbye(reason, goodbye);
    return { ok: true };
  }

  async #sayGoodbye(reason: RuntimeEndReason, goodbye: boolean): Promise<void> {
    if (goodbye) this.#report('Ending', reason);
    if (goodbye) await pause(GOODBYE_MS);
    await this.end(reason);
  }

  async end(reason: RuntimeEndReason): Promise<void> {
    if (this.state === 'Ended') return;
    this.state = 'Ended';
    this.#report('Ended', reason);
    await this.#outbox.flush(FLUSH_MS);
    this.#exit(0);
  }

  #report(event: Event, reason?: RuntimeEndReason): void {
    if (!this.session) return;
    const at = new Date().toISOString();
    const { memory } = usage();
    const said = reason === undefined ? {} : { reason };
    const used = event === 'Ended' ? { usage: { memoryPeakBytes: memory } } : {};
    this.#outbox.report('status', { at, session: this.session, event, ...said, ...used });
  }
}

const GOODBYE_MS = 500;
const FLUSH_MS = 3000;

const usage = () => ({ memory: process.memoryUsage.rss() });

/** None means none: a timer of 0 ms takes one or two. */
async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
