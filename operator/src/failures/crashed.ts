import { bus } from '@switchboard/api';
import { terminatedOf } from '../pod/container.ts';
import type { PodPolicy } from '../sessions/view.ts';

const meanings = new Map<number, string>(Object.values(bus.exitCodes).map(({ code, meaning }) => [code, meaning]));

/** A process that ended without having said that the conversation did. */
export const crashed: PodPolicy = ({ pod }) => {
  if (!pod?.seen || !pod.finished) return undefined;
  const ended = terminatedOf(pod.seen);
  if (!ended) return { reason: 'PodCrashed', message: `The pod is over (${pod.seen.status?.reason ?? 'no reason'}).` };
  const signal = ended.exitCode > 128 ? `, killed by signal ${ended.exitCode - 128}` : '';
  const meaning = ended.exitCode === 0 ? 'It reported no end.' : (meanings.get(ended.exitCode) ?? '');
  return {
    reason: 'PodCrashed',
    message: `The session process ended with exit code ${ended.exitCode}${signal}. ${meaning}`.trim(),
  };
};
