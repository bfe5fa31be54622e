import type { bus, EndReason, Limits, RuntimeEndReason, WaitReason } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';
import type { VoiceAgent, VoiceSession } from '../cluster/resources.ts';

/** Milliseconds since something began, by a clock that no administrator can turn; undefined before it began. */
export interface Elapsed {
  readonly pending: number;
  readonly bound?: number | undefined;
  readonly taken?: number | undefined;
  readonly ready?: number | undefined;
  readonly away?: number | undefined;
  readonly ending?: number | undefined;
  /** Since its pod was first seen finished. */
  readonly over?: number | undefined;
}

/** How far the pod's acknowledgement has come. */
export type Assignment =
  | { readonly state: 'none' | 'asking' | 'taken' }
  | { readonly state: 'deaf' | 'refused' | 'unreachable'; readonly message: string };

export interface PodView {
  readonly uid: string;
  readonly name: string;
  /** Whether the session's status names it: only then is it the session's for good. */
  readonly bound: boolean;
  /** What was last seen of it; absent once it is gone. */
  readonly seen: Pod | undefined;
  readonly finished: boolean;
  /** Finished, and everything that it reported is known. */
  readonly heardOut: boolean;
  readonly deletedByUs: boolean;
  readonly answered: boolean;
  readonly silentMs: number;
  readonly memoryPeakBytes: number | undefined;
  /** The newest word of the kubelet about a volume that it could not mount. */
  readonly mountFailure: string | undefined;
}

/** Everything a decision about a session may depend on. */
export interface SessionView {
  /** As the API server has it: what a write is compared with. */
  readonly stored: VoiceSession;
  /** The same with the pod's reports folded in. */
  readonly session: VoiceSession;
  /** undefined: there is none, by an uncached read. */
  readonly agent: VoiceAgent | undefined;
  readonly limits: Limits;
  readonly pod: PodView | undefined;
  readonly nodeReady: boolean;
  /** Since its kubelet was heard; undefined: it can't be told. */
  readonly nodeSilentMs: number | undefined;
  /** The kubelet should have been heard by now. */
  readonly nodeLate: boolean;
  /** Silence proves nothing now: see Weather. */
  readonly frozen: boolean;
  /** Our own connection has been up long enough to have heard everybody. */
  readonly busSettled: boolean;
  readonly busUp: boolean;
  /** Our connection is up and another pod was heard lately, or there is none that could have been. */
  readonly deafnessProven: boolean;
  readonly assignment: Assignment;
  readonly reports: readonly bus.StatusReport[];
  readonly elapsed: Elapsed;
  readonly clocks: {
    readonly agentJoinMs: number;
    readonly goodbyeMs: number;
    readonly silenceMs: number;
    readonly heartbeatMs: number;
  };
}

export interface Verdict {
  readonly reason: EndReason;
  readonly message: string;
}
/** One way for a session to end: a verdict, or nothing to say. */
export type Policy = (view: SessionView) => Verdict | undefined;
/** One that looks at nothing but the pod, so that it serves for warm pods too. */
export type PodPolicy = (view: Pick<SessionView, 'pod'>) => Verdict | undefined;

export interface Waiting {
  readonly reason: WaitReason;
  readonly message: string;
}

/** With a goodbye, or at once; either way the pod says what the conversation used. */
export type Leave = 'goodbye' | 'now';

export type Decision =
  | { readonly do: 'end'; readonly verdict: Verdict }
  /** Ask the pod to take its leave; it is ended when it has, or when the time for it is over. */
  | { readonly do: 'leave'; readonly reason: RuntimeEndReason; readonly message: string; readonly how: Leave }
  /** Nothing is decided until the kubelet, or the pod's last reports, have said more. */
  | { readonly do: 'hold' }
  | { readonly do: 'place'; readonly attempt: number }
  /** The pod it has is dropped, and another sought. */
  | { readonly do: 'replace'; readonly attempt: number; readonly message: string }
  | { readonly do: 'assign' }
  | { readonly do: 'wait'; readonly waiting?: Waiting };
