import { z } from 'zod';
import { agentName, dnsLabel } from '../names.ts';
import { hookEvents } from '../resources/agent.ts';

const whole = z.int().min(0);

export const hookList = z
  .object({
    hooks: z
      .array(
        z.object({
          id: dnsLabel.describe('Id of the endpoint, made of its tenant, URL and Secret.'),
          url: z.string().describe('Where events go.'),
          events: z.array(z.enum(hookEvents)).describe('Which ones.'),
          agents: z.array(agentName).optional().describe('Agents that name it. Absent: all of the tenant.'),
          state: z.enum(['Closed', 'Open']).describe('Open: it fails, and is left alone for a while.'),
          failures: whole.describe('Failures in a row, as this gateway saw them.'),
        }),
      )
      .describe('Endpoints of the tenant.'),
  })
  .meta({ id: 'HookList' });

export const deadHooks = z
  .object({
    deliveries: z
      .array(
        z.object({
          sequence: whole.describe('Number of the dead letter.'),
          endpoint: dnsLabel.describe('Id of the endpoint.'),
          event: z.string().optional().describe('Type of the event; absent if the delivery itself is kept no longer.'),
          session: dnsLabel.optional().describe('Session it tells of.'),
          attempts: whole.describe('How often it was tried.'),
          error: z.string().describe('What went wrong last, in one word.'),
          diedAt: z.string().describe('RFC 3339.'),
          sentAgain: z.boolean().describe('Whether it was put into the queue again.'),
        }),
      )
      .describe('At most 200, the newest first.'),
  })
  .meta({ id: 'DeadHooks' });

/** LiveKit's own shape; fields that are not read here are its affair. */
export const livekitEvent = z
  .object({
    event: z.string().max(64).describe('What happened.'),
    id: z.string().min(1).max(64).describe('Id of the event.'),
    createdAt: z
      .union([z.string().max(32), z.number()])
      .optional()
      .describe('Seconds since 1970.'),
    room: z
      .object({ name: z.string().max(256).optional().describe('Name.') })
      .optional()
      .describe('Room.'),
  })
  .meta({ id: 'LiveKitEvent' });

export const deadSequence = z.object({
  sequence: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).describe('Number of the dead letter.'),
});
