import { z } from 'zod';
import { agentName, dnsLabel, uid } from '../names.ts';

/** Version of the runtime contract that these messages speak. It changes by addition only. */
export const CONTRACT = 'v1';

export const at = z.iso.datetime({ offset: true }).describe('When, RFC 3339.');

/** Numbers the durable messages of one pod from 1 on; (pod, sequence) makes every reader idempotent. */
export const sequence = z.int().min(1).describe('Number of this message among the durable ones of the pod, from 1 on.');

export const sessionRef = z
  .object({
    uid: uid.describe('uid of the VoiceSession.'),
    name: dnsLabel.describe('Its name.'),
    namespace: dnsLabel.describe('Its namespace.'),
  })
  .describe('The conversation.');
export type SessionRef = z.infer<typeof sessionRef>;

export const podStates = ['Idle', 'Prepared', 'Assigned', 'Talking', 'Ending', 'Ended'] as const;
export const podState = z.enum(podStates);
export type PodState = z.infer<typeof podState>;

export const identity = z.object({
  contract: z.literal(CONTRACT).describe('Contract that the runtime speaks.'),
  runtime: z.string().max(128).describe('Name and version of the runtime, such as switchboard/0.1.0.'),
  pod: z.string().max(253).describe('Name of the pod.'),
  namespace: dnsLabel.describe('Namespace of the pod.'),
  agent: agentName.describe('Agent that the pod was made for.'),
  state: podState.describe('Where the pod is in its life.'),
  session: sessionRef.optional(),
  room: z.string().max(128).optional().describe('Room that it is in, or was told to join.'),
  lastSequence: z.int().min(0).describe('Sequence of its last durable message; 0 before the first.'),
});
export type Identity = z.infer<typeof identity>;
