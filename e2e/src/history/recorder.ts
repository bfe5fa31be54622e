import { API_VERSION, type bus as contract, labels, MANAGED_BY } from '@switchboard/api';
import { type Bus, decodeReport, filters, parseSubject } from '@switchboard/bus';
import {
  type Change,
  Client,
  type Connection,
  connect,
  type KubeObject,
  pods,
  Reflector,
  resource,
} from '@switchboard/kube';
import { violations } from './check.ts';
import type { Entry, SeenPod, SeenSession } from './entry.ts';
import type { Violation } from './rule.ts';

export interface RecorderOptions {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Without it only the API server is listened to. */
  readonly bus?: Bus | undefined;
}

const sessions = resource<SeenSession>(API_VERSION, 'VoiceSession', 'voicesessions');
const managed = `${labels.managedBy}=${MANAGED_BY}`;

/** Writes down what happens to the sessions and pods of one namespace, and what its pods say, until it is closed. */
export class HistoryRecorder {
  readonly #entries: Entry[] = [];
  readonly #over = new AbortController();
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #running: Promise<unknown>[] = [];
  readonly #unsubscribe: (() => void)[] = [];

  /** Resolves when nothing can be missed any more. */
  static async begin(options: RecorderOptions): Promise<HistoryRecorder> {
    const recorder = new HistoryRecorder(options);
    const client = new Client(recorder.#connection);
    const { namespace } = options;
    const reflectors = [
      recorder.#follow(
        new Reflector<SeenSession>({ api: client.of(sessions), namespace }),
        (gone, object, revision) => ({ kind: 'session', gone, object, revision }),
      ),
      recorder.#follow(
        new Reflector<SeenPod>({ api: client.of(pods), namespace, labelSelector: managed }),
        (gone, object, revision) => ({ kind: 'pod', gone, object, revision }),
      ),
    ];
    if (options.bus) recorder.#listen(options.bus);
    await Promise.all(reflectors);
    return recorder;
  }

  private constructor({ kubeconfig, namespace }: RecorderOptions) {
    this.#namespace = namespace;
    this.#connection = connect({ kubeconfig, connections: 2, userAgent: 'switchboard-history' });
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  violations(): Violation[] {
    return violations(this.#entries);
  }

  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#over.abort();
    await Promise.all(this.#running);
    await this.#connection.close();
  }

  #follow<T extends KubeObject>(
    reflector: Reflector<T>,
    entryOf: (gone: boolean, object: T, revision: number) => Entry,
  ): Promise<void> {
    reflector.onChange(({ type, object }: Change<T>) => {
      this.#entries.push(entryOf(type === 'deleted', object, Number(object.metadata.resourceVersion)));
    });
    this.#running.push(reflector.run(this.#over.signal));
    return reflector.synced(this.#over.signal);
  }

  #listen(bus: Bus): void {
    const said = new Set<string>();
    const heard = (pod: string, session: contract.SessionRef | undefined) => {
      if (session?.namespace !== this.#namespace || said.has(`${pod} ${session.uid}`)) return;
      said.add(`${pod} ${session.uid}`);
      this.#entries.push({ kind: 'word', atMs: Date.now(), pod, session: session.uid });
    };
    for (const kind of ['heartbeat', 'status'] as const) {
      const decode = decodeReport(kind);
      const stop = bus.subscribe(filters.reports(kind), ({ subject: name, data }) => {
        const subject = parseSubject(name);
        if (subject?.type === 'report') heard(subject.podUid, decode(subject, data).session);
      });
      this.#unsubscribe.push(stop);
    }
  }
}
