import { bus as contract } from '@switchboard/api';
import {
  BusError,
  type ControlKind,
  type ControlMessage,
  controlSubject,
  decode,
  type Report,
  type ReportKind,
} from '@switchboard/bus';
import type { Ground, Process, StartOptions } from './ground.ts';
import { Observed } from './observed.ts';
import { ClauseFailure, expectThat } from './verdicts.ts';

/** One process from start to end, with the operator's side in the checker's hands. */
export class Life {
  readonly ground: Ground;
  readonly process: Process;
  readonly observed: Observed;
  #exit: number | undefined;

  static async begin(ground: Ground, options: StartOptions = {}): Promise<Life> {
    const process = await ground.start(options);
    return new Life(ground, process);
  }

  private constructor(ground: Ground, process: Process) {
    this.ground = ground;
    this.process = process;
    this.observed = new Observed(ground.bus, process.podUid);
    void process.exited.then((code) => {
      this.#exit = code;
    });
  }

  get exitCode(): number | undefined {
    return this.#exit;
  }

  async dispose(): Promise<void> {
    this.observed.stop();
    await this.process.dispose();
  }

  /** The raw answer, whatever was asked. */
  async askRaw(kind: string, body: string, deadlineMs = 5_000): Promise<Uint8Array> {
    const subject = controlSubject(this.process.podUid, 'whoami').replace(/whoami$/, kind);
    try {
      return (await this.ground.bus.request(subject, Buffer.from(body), { deadlineMs })).data;
    } catch (error) {
      throw new ClauseFailure(error instanceof BusError ? `${kind}: ${error.message}` : `${kind}: ${String(error)}`);
    }
  }

  async ask<K extends Exclude<ControlKind, 'whoami'>>(
    kind: K,
    message: ControlMessage<K> | string,
    deadlineMs?: number,
  ): Promise<contract.Ack> {
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    return decode(contract.ack, await this.askRaw(kind, body, deadlineMs));
  }

  async accepts<K extends Exclude<ControlKind, 'whoami'>>(
    kind: K,
    message: ControlMessage<K> | string,
    deadlineMs?: number,
  ): Promise<void> {
    const answer = await this.ask(kind, message, deadlineMs);
    expectThat(answer.ok, `${kind} was refused: ${answer.reason ?? 'without a reason'} ${answer.message ?? ''}`);
  }

  async refuses<K extends Exclude<ControlKind, 'whoami'>>(
    kind: K,
    message: ControlMessage<K> | string,
    reason: contract.Ack['reason'],
  ): Promise<void> {
    const answer = await this.ask(kind, message);
    expectThat(!answer.ok, `${kind} was answered ok`);
    expectThat(answer.reason === reason, `${kind} was refused with ${answer.reason}, not with ${reason}`);
  }

  async whoami(): Promise<contract.Identity> {
    return decode(contract.whoamiReply, await this.askRaw('whoami', '{}', 1_000));
  }

  /** Asks until it answers again, after the bus was away. */
  async answersAgain(seconds: number): Promise<contract.Identity> {
    for (const deadline = performance.now() + seconds * 1000; ; ) {
      try {
        return await this.whoami();
      } catch (error) {
        if (performance.now() > deadline || this.#exit !== undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Waits for a report; ends early when the process does. */
  async reported<K extends ReportKind>(
    kind: K,
    matches: (report: Report<K>) => boolean,
    seconds: number,
  ): Promise<{ at: number; report: Report<K> }> {
    return this.until(`${kind} of that kind`, seconds, () =>
      this.observed.of(kind).find(({ report }) => matches(report)),
    );
  }

  async status(event: contract.StatusReport['event'], seconds: number): Promise<contract.StatusReport> {
    const { report } = await this.until(`status ${event}`, seconds, () =>
      this.observed.of('status').find(({ report }) => report.event === event),
    );
    return report;
  }

  async ends(seconds: number): Promise<number> {
    const code = await Promise.race([this.process.exited, bound(seconds)]);
    if (code === undefined) throw new ClauseFailure(`it had not ended after ${seconds} s`);
    return code;
  }

  async until<T>(what: string, seconds: number, look: () => T | undefined): Promise<T> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#exit !== undefined) throw new ClauseFailure(`it ended with code ${this.#exit}, before: ${what}`);
      if (performance.now() > deadline) {
        const faults = this.observed.faults.slice(0, 2).join('; ');
        throw new ClauseFailure(`not seen within ${seconds} s: ${what}${faults && ` (but ${faults})`}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function bound(seconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), seconds * 1000).unref();
  });
}
