import { z } from 'zod';
import { hook } from './agent.ts';
import { conditions, count, seconds } from './common.ts';
import { defineResource } from './define.ts';

export const tenantSpec = z.strictObject({
  maxSessions: count(0, 100_000).default(100).describe('Conversations of this namespace at once; more are queued.'),
  maxQueue: count(0, 10_000).default(100).describe('Sessions that may wait; more end at once with QueueFull.'),
  createsPerMinute: count(1, 100_000).default(600).describe('New sessions a minute, over all keys of the tenant.'),
  requestsPerMinute: count(1, 1_000_000).default(6000).describe('API calls a minute and key.'),
  retentionSeconds: seconds(0, 31_536_000)
    .default(604_800)
    .describe('How long transcripts, turns and records are kept. 0 keeps none after the call.'),
  corsOrigins: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^https?:\/\/[a-z0-9.-]+(:[0-9]{1,5})?$/, 'must be an origin such as https://app.example.com'),
    )
    .max(64)
    .optional()
    .meta({ k8s: { listType: 'set' } })
    .describe('Origins whose pages may call the gateway from a browser.'),
  hooks: z.array(hook).max(8).optional().describe('Events of all sessions of this tenant, sent to your services.'),
  allowPrivateHooks: z
    .boolean()
    .default(false)
    .describe('Whether hooks may go to private addresses, such as a Service in this cluster.'),
});
export type TenantSpec = z.infer<typeof tenantSpec>;

export const tenantStatus = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe('Generation that the operator has seen.'),
  sessions: z.int().min(0).optional().describe('Conversations now.'),
  queued: z.int().min(0).optional().describe('Sessions that wait.'),
  conditions: conditions.optional().describe('Saturated.'),
});
export type TenantStatus = z.infer<typeof tenantStatus>;

export const VoiceTenant = defineResource({
  kind: 'VoiceTenant',
  plural: 'voicetenants',
  singular: 'voicetenant',
  shortNames: ['vt'],
  categories: ['voice'],
  description: 'Limits and rules of one namespace. Written by the platform team, named default.',
  spec: tenantSpec,
  status: tenantStatus,
  validations: [
    { rule: "self.metadata.name == 'default'", message: 'a namespace has one VoiceTenant, and its name is default' },
  ],
  printerColumns: [
    { name: 'Sessions', type: 'integer', jsonPath: '.status.sessions' },
    { name: 'Max', type: 'integer', jsonPath: '.spec.maxSessions' },
    { name: 'Queued', type: 'integer', jsonPath: '.status.queued' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  selectableFields: [],
});
