import { type KubeObject, Reflector, type ResourceClient } from '@switchboard/kube';

interface Watched extends KubeObject {
  status?: { conditions?: { type: string; status: string }[]; phase?: string; endReason?: string };
}

/** One watch of one client: says when a session became ready, or that it ended before. */
export class ReadyWatch {
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, { resolve: (at: number) => void; reject: (error: Error) => void }>();

  constructor(api: ResourceClient<Watched>, namespace: string) {
    const reflector = new Reflector<Watched>({ api, namespace });
    reflector.onChange(({ object }) => this.#see(object));
    void reflector.run(this.#stop.signal);
    this.synced = reflector.synced();
  }

  readonly synced: Promise<void>;

  ready(name: string): Promise<number> {
    return new Promise((resolve, reject) => this.#waiting.set(name, { resolve, reject }));
  }

  stop(): void {
    this.#stop.abort();
  }

  #see({ metadata, status }: Watched): void {
    const waiting = this.#waiting.get(metadata.name);
    if (!waiting) return;
    if (status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) {
      waiting.resolve(performance.now());
    } else if (status?.phase === 'Ended') {
      waiting.reject(new Error(`${metadata.name} ended: ${status.endReason}`));
    } else return;
    this.#waiting.delete(metadata.name);
  }
}
