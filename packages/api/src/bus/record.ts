import { z } from 'zod';
import { agentName, uid } from '../names.ts';
import { endReasonNames } from '../reasons.ts';
import { usage } from '../resources/session.ts';
import { at, sessionRef } from './common.ts';

/** `sb.rec.<namespace>.<session uid>`: lets a record be found, checked for its tenant and erased when the CR is gone. */
export const record = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('committed').describe('The session was bound.'),
    at,
    session: sessionRef,
    agent: agentName.describe('Agent.'),
    pod: uid.describe('Pod whose reports belong to this session.'),
    room: z.string().max(128).describe('Room.'),
  }),
  z.object({
    type: z.literal('ended').describe('The session ended.'),
    at,
    session: sessionRef,
    agent: agentName.describe('Agent.'),
    pod: uid.optional().describe('Pod, if there was one.'),
    reason: z.enum(endReasonNames).describe('Why.'),
    usage: usage.optional().describe('What it used.'),
  }),
  z.object({
    type: z.literal('feedback').describe('A person rated the conversation.'),
    at,
    session: sessionRef,
    rating: z.int().min(1).max(5).optional().describe('1 to 5.'),
    text: z.string().max(4096).optional().describe('In words.'),
    tags: z.array(z.string().max(64)).max(16).optional().describe('Tags.'),
  }),
]);
export type SessionRecord = z.infer<typeof record>;
