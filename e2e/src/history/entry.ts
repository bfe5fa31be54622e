import type { SessionStatus } from '@switchboard/api';
import type { KubeObject, Pod } from '@switchboard/kube';

export interface SeenSession extends KubeObject {
  status?: SessionStatus;
}
export type SeenPod = Pod;

/** One thing that was seen. Revisions are etcd's: they order what happened to sessions and to pods alike. */
export type Entry =
  | { readonly kind: 'session'; readonly gone: boolean; readonly revision: number; readonly object: SeenSession }
  | { readonly kind: 'pod'; readonly gone: boolean; readonly revision: number; readonly object: SeenPod }
  /** A pod said on the bus whose conversation it has. */
  | { readonly kind: 'word'; readonly atMs: number; readonly pod: string; readonly session: string };

export type SessionEntry = Extract<Entry, { kind: 'session' }>;
export type PodEntry = Extract<Entry, { kind: 'pod' }>;
export type Word = Extract<Entry, { kind: 'word' }>;
