import { annotations, labels } from '@switchboard/api';
import type { Pod } from '@switchboard/kube';

/** warm: waits in its pool. claimed: taken out of a pool by a session. cold: made for one session. */
export const claims = ['warm', 'claimed', 'cold'] as const;
export type Claim = (typeof claims)[number];

export const SAFE_TO_EVICT = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
export const DO_NOT_DISRUPT = 'karpenter.sh/do-not-disrupt';
export const PLACEHOLDER = 'placeholder';

/** What node autoscalers are told about a pod that a session has. */
export const guardAnnotations = { [SAFE_TO_EVICT]: 'false', [DO_NOT_DISRUPT]: 'true' } as const;

export const claimOf = (pod: Pod): Claim | undefined => {
  const claim = pod.metadata.labels?.[labels.claim];
  return claims.find((known) => known === claim);
};
/** Of a pool, and never a member of it: it holds room for the pods of others. */
export const isPlaceholder = (pod: Pod): boolean => pod.metadata.labels?.[labels.claim] === PLACEHOLDER;
export const sessionUidOf = (pod: Pod): string | undefined => pod.metadata.annotations?.[annotations.sessionUid];
export const roomOf = (pod: Pod): string | undefined => pod.metadata.annotations?.[annotations.room];
export const agentOf = (pod: Pod): string | undefined => pod.metadata.labels?.[labels.agent];
export const poolOf = (pod: Pod): string | undefined => pod.metadata.labels?.[labels.pool];
export const runtimeHashOf = (pod: Pod): string | undefined => pod.metadata.labels?.[labels.runtimeHash];
export const uidOf = (pod: Pod): string => pod.metadata.uid ?? '';
export const isDeleting = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;
export const isFinished = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
