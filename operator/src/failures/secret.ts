import { busSecretName } from '@switchboard/api';
import { waitingOf } from '../pod/container.ts';
import type { PodPolicy } from '../sessions/view.ts';

const notFound = /secrets? "([^"]+)" not found/g;

/** Only the kubelet looks at Secrets, so only its words can tell that one is missing. */
export const secretMissing: PodPolicy = ({ pod }) => {
  if (pod?.seen?.status?.phase !== 'Pending') return undefined;
  const told = `${pod.mountFailure ?? ''} ${waitingOf(pod.seen)?.message ?? ''}`;
  // The pod's own credential is written a moment after the pod, and the kubelet may look too early.
  const own = busSecretName(pod.name);
  const missing = [...told.matchAll(notFound)].map((match) => match[1] ?? '').filter((name) => name !== own);
  if (missing.length === 0) return undefined;
  return {
    reason: 'SecretMissing',
    message: `There is no Secret ${[...new Set(missing)].join(', ')} in the namespace.`,
  };
};
