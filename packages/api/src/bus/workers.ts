import { z } from 'zod';
import { agentName, dnsLabel, uid } from '../names.ts';

/** Answer to `sb.op.workers.<namespace>`: the session pods of a namespace, as only the operator knows them. */
export const workers = z.object({
  workers: z
    .array(
      z.object({
        pod: z.string().max(253).describe('Name of the pod.'),
        uid: uid.describe('Its uid.'),
        agent: agentName.describe('Agent that it was made for.'),
        node: z.string().max(253).optional().describe('Node, once it has one.'),
        session: dnsLabel.optional().describe('Session that it is claimed for.'),
        createdAt: z.string().describe('RFC 3339.'),
      }),
    )
    .max(10_000)
    .describe('Warm and claimed pods.'),
});
export type Workers = z.infer<typeof workers>;
