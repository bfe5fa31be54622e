import { z } from 'zod';
import { agentName, dnsLabel } from '../names.ts';
import { connection, sessionView } from './sessions.ts';

export const shareQuery = z.strictObject({
  tenant: dnsLabel.optional().describe('Namespace of the agent. Absent: the installation’s own choice.'),
});

export const shareView = z
  .object({
    agent: agentName.describe('Agent behind the link.'),
    tenant: dnsLabel.describe('Namespace.'),
    requireKey: z.boolean().describe('Whether a visitor needs a key or a client token.'),
    language: z.string().describe('Language of the agent.'),
  })
  .meta({ id: 'Share' });

export const shareStart = z
  .strictObject({
    tenant: shareQuery.shape.tenant,
    name: z.string().max(128).optional().describe('Display name of the visitor.'),
    waitSeconds: z.int().min(0).max(60).default(10).describe('How long to wait for the agent to be in the room.'),
  })
  .meta({ id: 'ShareStart' });

export const shareStarted = z
  .object({
    session: sessionView,
    connection: connection.optional(),
    token: z.string().describe('Bearer for this one session: its events, a token for joining, limits, stop, feedback.'),
  })
  .meta({ id: 'ShareStarted', description: 'connection is there once the agent is in the room.' });
