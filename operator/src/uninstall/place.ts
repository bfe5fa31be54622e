import { type Client, isNotFound, type KubeObject, type Resource } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';
import type { Rooms } from '../livekit/rooms.ts';

/** What is to be taken down, and by what means. */
export interface Place {
  readonly client: Client;
  /** Where its sessions are: one entry without a namespace means everywhere. */
  readonly scopes: readonly { readonly namespace?: string }[];
  /** Another installation's. */
  readonly except: readonly string[];
  /** The namespace and the name of the release. */
  readonly home: string;
  readonly release: string;
  readonly lease: string;
  /** Absent where nobody knows LiveKit's key any more. */
  readonly rooms: Rooms | undefined;
  readonly clock: Clock;
  readonly goodbyeMs: number;
  readonly say: (line: string) => void;
}

/** Of all its namespaces. */
export async function listOf<T extends KubeObject>(
  { client, scopes, except }: Place,
  resource: Resource<T>,
  labelSelector?: string,
): Promise<T[]> {
  const pages = await Promise.all(scopes.map((scope) => client.of(resource).list({ ...scope, labelSelector })));
  return pages.flatMap(({ items }) => items).filter(({ metadata }) => !except.includes(metadata.namespace ?? ''));
}

const LOOK_MS = 500;

/** Asks until the answer is true or the time is over; says which. */
export async function until(clock: Clock, boundMs: number, is: () => Promise<boolean>): Promise<boolean> {
  const deadline = clock.monotonic() + boundMs;
  for (;;) {
    if (await is()) return true;
    if (clock.monotonic() >= deadline) return false;
    await clock.sleep(LOOK_MS);
  }
}

export function ignoreGone(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}
