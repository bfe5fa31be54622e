import type { bus as contract } from '@switchboard/api';
import {
  askPod,
  type Bus,
  type ControlKind,
  type ControlReply,
  decodeReport,
  type PodRequest,
  replay,
  reportSubject,
  type SessionRecordMessage,
  STREAMS,
  storeRecord,
} from '@switchboard/bus';

export type Identity = contract.Identity;

/** What the operator says to pods and writes down about sessions. */
export interface PodLink {
  readonly up: boolean;
  ask<K extends ControlKind>(request: PodRequest<K>): Promise<ControlReply<K>>;
  record(record: SessionRecordMessage): Promise<void>;
  /** Every status report of the pod that the stream holds. */
  reportsOf(podUid: string): Promise<contract.StatusReport[]>;
}

const RECORD_DEADLINE_MS = 5000;

export class BusPodLink implements PodLink {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  get up(): boolean {
    return this.#bus.state.up;
  }

  ask<K extends ControlKind>(request: PodRequest<K>): Promise<ControlReply<K>> {
    return askPod(this.#bus, request);
  }

  async record(record: SessionRecordMessage): Promise<void> {
    await storeRecord(this.#bus, record, RECORD_DEADLINE_MS);
  }

  async reportsOf(podUid: string): Promise<contract.StatusReport[]> {
    const found: contract.StatusReport[] = [];
    const subject = reportSubject(podUid, 'status');
    const stored = replay(this.#bus, { stream: STREAMS.reports, subject, after: 0, decode: decodeReport('status') });
    for await (const { message } of stored) found.push(message);
    return found;
  }
}
