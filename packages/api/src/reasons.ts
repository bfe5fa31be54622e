/**
 * Every one-word reason there is. Whose doing it was decides the SLO: `caller` and `limit` ends are a person's wish or
 * a bound that somebody set; `system` ends are ours; `platform` ends come from the cluster or from what it was given.
 */
export const blames = ['caller', 'limit', 'platform', 'system'] as const;
export type Blame = (typeof blames)[number];

interface EndReasonEntry {
  readonly blame: Blame;
  readonly meaning: string;
  readonly next: string;
}

export const endReasons = {
  CallerLeft: {
    blame: 'caller',
    meaning: 'The caller hung up, or did not come back within the grace.',
    next: 'Nothing.',
  },
  Stopped: { blame: 'caller', meaning: 'Somebody set spec.stop, through the gateway or kubectl.', next: 'Nothing.' },
  Cancelled: { blame: 'caller', meaning: 'The session was stopped or deleted before it was ready.', next: 'Nothing.' },
  AgentEnded: { blame: 'caller', meaning: 'The agent said goodbye by its end-call tool.', next: 'Nothing.' },
  HandedOver: {
    blame: 'caller',
    meaning: 'The agent passed the caller on; the target is in status.handedOverTo.',
    next: 'Nothing.',
  },
  JoinTimeout: {
    blame: 'caller',
    meaning: 'The agent was ready, and the caller never came.',
    next: 'Check that the client joins with the token it was given; raise limits.joinSeconds if it needs longer.',
  },
  IdleTimeout: {
    blame: 'limit',
    meaning: 'The caller was silent for limits.idleSeconds.',
    next: 'Nothing, or raise the limit.',
  },
  MaxDuration: {
    blame: 'limit',
    meaning: 'The conversation reached limits.maxDurationSeconds.',
    next: 'Nothing, or raise the limit.',
  },
  Drained: {
    blame: 'limit',
    meaning: 'An operator of the cluster asked this conversation to end with a goodbye.',
    next: 'Nothing.',
  },
  QueueFull: {
    blame: 'limit',
    meaning: 'As many sessions as the tenant allows were waiting already.',
    next: 'Retry later, or raise maxQueue or maxSessions of the VoiceTenant.',
  },
  QueueCleared: { blame: 'limit', meaning: 'An administrator cleared the queue.', next: 'Retry.' },
  PendingTimeout: {
    blame: 'platform',
    meaning: 'No pod was ready within limits.pendingSeconds.',
    next: 'Read the Bound condition: it says what the session waited for. Keep more warm pods, or raise a limit.',
  },
  Unschedulable: {
    blame: 'platform',
    meaning: 'Until the pending limit no node could take the pod.',
    next: 'The message is the scheduler’s. Add nodes, or correct nodeSelector, tolerations or requests.',
  },
  QuotaRefused: {
    blame: 'platform',
    meaning: 'A ResourceQuota or LimitRange of the namespace refused the pod.',
    next: 'Raise the quota, or lower maxSessions to what it holds.',
  },
  ImagePullFailed: {
    blame: 'platform',
    meaning: 'The pod’s image could not be pulled.',
    next: 'Check spec.runtime.image, the pull secrets and the registry.',
  },
  SecretMissing: {
    blame: 'platform',
    meaning: 'A Secret that the agent mounts does not exist.',
    next: 'Create the Secret named in the message, in the session’s namespace.',
  },
  PodRefused: {
    blame: 'platform',
    meaning: 'The API server refused the pod for another reason.',
    next: 'The message is the API server’s answer.',
  },
  AgentNotFound: {
    blame: 'platform',
    meaning: 'There is no VoiceAgent of that name in the namespace.',
    next: 'Create it, or correct spec.agent.',
  },
  OOMKilled: {
    blame: 'platform',
    meaning: 'The kernel ended the pod at its memory limit.',
    next: 'The message has the peak. Raise spec.runtime.memoryLimit.',
  },
  MemoryPressure: {
    blame: 'platform',
    meaning: 'The runtime said goodbye before the memory limit was reached.',
    next: 'Raise spec.runtime.memoryLimit.',
  },
  ModelsUnavailable: {
    blame: 'platform',
    meaning: 'The speech or language models did not answer for too long.',
    next: 'Look at the agent’s status.models and at the model pools.',
  },
  Evicted: {
    blame: 'platform',
    meaning: 'The kubelet or the scheduler evicted the pod.',
    next: 'The message, or the pod’s Events, say for which resource. Look at the node.',
  },
  NodeLost: {
    blame: 'platform',
    meaning: 'The node stopped answering, and so did the pod.',
    next: 'Look at the node.',
  },
  PodDeleted: { blame: 'platform', meaning: 'Somebody deleted the pod.', next: 'Find who in the audit log.' },
  DeadlineExceeded: {
    blame: 'system',
    meaning: 'The pod’s backstop deadline ended it.',
    next: 'The operator was away for very long; see its logs.',
  },
  PodCrashed: {
    blame: 'system',
    meaning: 'The session process ended by itself.',
    next: 'The message has the exit code; the pod’s last log lines are in the Event.',
  },
  AgentJoinTimeout: {
    blame: 'system',
    meaning: 'The pod was assigned, and did not join its room in time.',
    next: 'Look at LiveKit and at the pod’s log.',
  },
  AssignFailed: {
    blame: 'system',
    meaning: 'Several pods in turn did not take the session.',
    next: 'Look at the runtime image: does it speak the contract?',
  },
  HeartbeatLost: {
    blame: 'system',
    meaning: 'The pod fell silent while the bus was well.',
    next: 'Look at the pod’s log and at the node’s load.',
  },
  RoomLost: {
    blame: 'system',
    meaning: 'The LiveKit room was lost and could not be had again.',
    next: 'Look at LiveKit.',
  },
  RuntimeError: {
    blame: 'system',
    meaning: 'The runtime met an error that it could not mend, and said so.',
    next: 'Read the message and the pod’s log.',
  },
} as const satisfies Record<string, EndReasonEntry>;

export type EndReason = keyof typeof endReasons;
export const endReasonNames = Object.keys(endReasons) as [EndReason, ...EndReason[]];

/** Reasons a running pod may give for its end; every other one is the operator's to find. */
export const runtimeEndReasons = [
  'CallerLeft',
  'Stopped',
  'AgentEnded',
  'HandedOver',
  'IdleTimeout',
  'MaxDuration',
  'JoinTimeout',
  'Drained',
  'MemoryPressure',
  'ModelsUnavailable',
  'RoomLost',
  'RuntimeError',
] as const satisfies readonly EndReason[];
export type RuntimeEndReason = (typeof runtimeEndReasons)[number];

/** Reasons of the Bound, Ready, CallerJoined and Ended conditions while a session lives. */
export const waitReasons = {
  Queued: 'Waiting for its turn.',
  AgentLimit: 'The agent has as many conversations as its maxSessions allows.',
  TenantLimit: 'The namespace has as many conversations as its VoiceTenant allows.',
  ClusterLimit: 'The installation has as many conversations as it allows.',
  StartLimit: 'As many cold starts are under way as the nodes should bear at once.',
  NoWarmPod: 'No warm pod was free; a pod is being started for this session.',
  Unschedulable: 'No node can take the pod now; a node autoscaler may add one.',
  QuotaRefused: 'A ResourceQuota or LimitRange refuses the pod now.',
  BusUnavailable: 'The bus is away, so that no pod can be told of the session.',
  LiveKitUnavailable: 'LiveKit does not answer.',
  PodStarting: 'The pod is starting.',
  Assigned: 'The pod has taken the session.',
  Bound: 'The session has its pod.',
  AgentInRoom: 'The agent is in the room and listens.',
  CallerInRoom: 'The caller is in the room.',
  CallerAway: 'The caller is not in the room.',
  Running: 'The conversation goes on.',
  Ending: 'The agent is saying goodbye.',
} as const;
export type WaitReason = keyof typeof waitReasons;

/** Reasons of the conditions of pools, agents and tenants. */
export const poolReasons = {
  PodsReady: 'The pool has the warm pods that it wants.',
  Refilling: 'Warm pods are on their way.',
  AtMaximum: 'The pool may not grow: claimed and warm pods together have reached max.',
  BelowMaximum: 'The pool may still grow.',
  QuotaRefused: 'A ResourceQuota or LimitRange of the namespace refuses pods.',
  PodsUnhealthy: 'New warm pods fail one after the other; the pool waits before it tries again.',
  Unschedulable: 'No node can take a warm pod.',
  Healthy: 'New warm pods become ready.',
  AgentNotFound: 'There is no VoiceAgent of the name in spec.agent.',
  CpuLimitInjected: 'A LimitRange gives the pods a CPU limit: throttled audio stutters. Remove it from the namespace.',
  Valid: 'The specification is valid.',
  Invalid: 'The specification cannot be used; the message says why.',
} as const;
export type PoolReason = keyof typeof poolReasons;
