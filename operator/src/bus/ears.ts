import { bus as contract } from '@switchboard/api';
import {
  type Bus,
  decode,
  decodeReport,
  filters,
  parseSubject,
  type ReportKind,
  readStream,
  STREAMS,
  type StreamReader,
} from '@switchboard/bus';
import type { Inbox } from './inbox.ts';
import type { Roster } from './roster.ts';

export interface EarsOptions {
  readonly bus: Bus;
  readonly roster: Roster;
  readonly inbox: Inbox;
  /** Whether some VoiceSession names the pod. A pod reports only after that was written, so others are of the past. */
  readonly isBound: (podUid: string) => boolean;
  /** A pod said who it is and waits for a first word. */
  readonly onHello: (podUid: string) => void;
  readonly onReport: (podUid: string) => void;
  readonly onFault: (error: unknown) => void;
  /** Installations that share a bus read it each for itself. */
  readonly install: string;
}

/**
 * Hears status reports twice: at once, as they are published, and again from the stream, which forgets none while
 * we are away. A report is acked there only when it stands in its VoiceSession.
 */
export function openEars(options: EarsOptions): { close(): Promise<void> } {
  const { bus, roster, inbox, isBound, onHello, onReport, onFault } = options;
  const stops = [
    hear(bus, 'hello', (podUid, data) => {
      const hello = decode(contract.hello, data);
      roster.answered(podUid, { state: hello.state, sessionUid: hello.session?.uid, room: hello.room });
      onHello(podUid);
    }),
    hear(bus, 'heartbeat', (podUid, data) => roster.beat(podUid, data)),
    hear(bus, 'status', (podUid, data) => {
      roster.heard(podUid);
      if (isBound(podUid) && inbox.put(podUid, decode(contract.status, data))) onReport(podUid);
    }),
  ];
  const reader = readReports(options);
  return {
    async close() {
      for (const stop of stops) stop();
      await reader.stop();
    },
  };

  function readReports({ bus, install }: EarsOptions): StreamReader<contract.StatusReport> {
    return readStream(bus, {
      stream: STREAMS.reports,
      name: `operator-${install}`,
      subjects: [filters.reports('status')],
      begin: 'all',
      decode: decodeReport('status'),
      concurrency: 1000,
      async handle({ subject, message }) {
        if (subject.type !== 'report' || !isBound(subject.podUid)) return;
        if (inbox.put(subject.podUid, message)) onReport(subject.podUid);
        await folded(inbox, subject.podUid, message.sequence);
      },
      onFault: (error) => onFault(error),
    });
  }
}

/** Below the time after which the stream believes its reader dead. */
const FOLD_WITHIN_MS = 20_000;

async function folded(inbox: Inbox, podUid: string, sequence: number): Promise<void> {
  const signal = AbortSignal.timeout(FOLD_WITHIN_MS);
  while (!inbox.isFolded(podUid, sequence)) {
    if (signal.aborted) throw new Error('the report is not in its VoiceSession yet; it will be delivered again');
    await inbox.change(podUid, signal);
  }
}

function hear(bus: Bus, kind: ReportKind, handle: (podUid: string, data: Uint8Array) => void): () => void {
  return bus.subscribe(filters.reports(kind), (message) => {
    const subject = parseSubject(message.subject);
    if (subject?.type === 'report') handle(subject.podUid, message.data);
  });
}
