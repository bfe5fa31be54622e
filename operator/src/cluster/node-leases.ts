import { type Client, type Lease, leases, Reflector } from '@switchboard/kube';
import { type Clock, systemClock } from '@switchboard/service';

const NAMESPACE = 'kube-node-lease';
/** A kubelet renews at a quarter of the lease's duration; a little later it is late. */
const RENEWED_AT = 0.25;
const LATE_MS = 1000;
const USUAL_SECONDS = 40;

export interface NodeLeaseOptions {
  readonly client: Client;
  readonly onError: (error: unknown) => void;
  readonly clock?: Clock;
}

interface Renewal {
  readonly at: number;
  readonly lateAfterMs: number;
}

/**
 * When each kubelet was last heard, by our own clock: a node's clock may be wrong. Kubernetes itself takes 40 s to
 * call such a node NotReady. A node without a lease is not judged; nor is any, while the API server can't be heard.
 */
export class NodeLeases {
  readonly #reflector: Reflector<Lease>;
  readonly #clock: Clock;
  readonly #renewals = new Map<string, Renewal>();
  #pardonedAt = Number.NEGATIVE_INFINITY;

  constructor({ client, onError, clock = systemClock }: NodeLeaseOptions) {
    this.#clock = clock;
    this.#reflector = new Reflector<Lease>({
      api: client.of(leases),
      name: 'nodeleases',
      namespace: NAMESPACE,
      trim: trimLease,
      clock,
      onError: (error) => {
        this.pardon();
        onError(error);
      },
    });
    this.#reflector.onChange(({ type, object, previous }) => {
      if (type === 'deleted') this.#renewals.delete(object.metadata.name);
      else if (object.spec?.renewTime !== previous?.spec?.renewTime) this.renewed(object);
    });
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#reflector.run(signal);
  }

  renewed({ metadata, spec }: Lease): void {
    const lateAfterMs = (spec?.leaseDurationSeconds ?? USUAL_SECONDS) * RENEWED_AT * 1000 + LATE_MS;
    this.#renewals.set(metadata.name, { at: this.#clock.monotonic(), lateAfterMs });
  }

  /** Nobody's silence counts from before now. */
  pardon(): void {
    this.#pardonedAt = this.#clock.monotonic();
  }

  /** Since the kubelet was heard; undefined: it has no lease. */
  silentMs(node: string | undefined): number | undefined {
    const renewal = node === undefined ? undefined : this.#renewals.get(node);
    return renewal && this.#clock.monotonic() - Math.max(renewal.at, this.#pardonedAt);
  }

  isLate(node: string | undefined): boolean {
    const silentMs = this.silentMs(node);
    return silentMs !== undefined && silentMs >= (this.#renewals.get(node ?? '')?.lateAfterMs ?? Infinity);
  }
}

function trimLease({ metadata, spec }: Lease): Lease {
  const { name, namespace, uid, resourceVersion } = metadata;
  const { renewTime, leaseDurationSeconds } = spec ?? {};
  return { metadata: { name, namespace, uid, resourceVersion }, spec: { renewTime, leaseDurationSeconds } } as Lease;
}
