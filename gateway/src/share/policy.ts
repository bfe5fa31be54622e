import { createHmac } from 'node:crypto';
import { annotations, type VoiceAgentObject, type VoiceSessionObject } from '@switchboard/api';

/** An address is personal: what is stored is a hash that only this installation can make again. */
export const addressHash = (address: string, secret: string): string =>
  createHmac('sha256', secret).update(`share ${address}`).digest('hex').slice(0, 32);

export interface ShareCount {
  readonly all: number;
  readonly fromAddress: number;
}

/** Conversations through the link that have not ended. */
export function countShared(sessions: readonly VoiceSessionObject[], agent: string, hash: string): ShareCount {
  const shared = sessions.filter(
    ({ metadata, spec, status }) =>
      spec.agent === agent && status?.phase !== 'Ended' && metadata.annotations?.[annotations.sharedWith] !== undefined,
  );
  const own = shared.filter(({ metadata }) => metadata.annotations?.[annotations.sharedWith] === hash);
  return { all: shared.length, fromAddress: own.length };
}

/** Why one more may not begin, or undefined. */
export function refusalOf(
  { perAddress, concurrent }: VoiceAgentObject['spec']['share'],
  { all, fromAddress }: ShareCount,
): string | undefined {
  if (fromAddress >= perAddress) return 'From this address there are as many conversations as the link allows.';
  if (all >= concurrent) return 'As many visitors as the link allows are talking now.';
  return undefined;
}
