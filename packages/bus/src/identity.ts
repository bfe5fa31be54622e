import { checkId } from './id.ts';
import { inboxPrefix, POD_PAYLOAD_MAX, type ProgramName } from './names.ts';

/** Who a connection belongs to; its rights follow from it. */
export type Identity = { pod: string } | { program: ProgramName };

export interface IdentityRules {
  name: string;
  inboxPrefix: string;
  payloadMax: number;
  /** A program's credential is replaced on disk; a pod's is never issued again, so its refusal is final. */
  refusalIsFinal: boolean;
}

const PROGRAM_PAYLOAD_MAX = 1024 * 1024;

export function rulesFor(identity: Identity): IdentityRules {
  if ('pod' in identity) {
    const name = checkId(identity.pod, 'pod uid');
    return { name, inboxPrefix: inboxPrefix(name), payloadMax: POD_PAYLOAD_MAX, refusalIsFinal: true };
  }
  const name = identity.program;
  return { name, inboxPrefix: inboxPrefix(name), payloadMax: PROGRAM_PAYLOAD_MAX, refusalIsFinal: false };
}
