import { z } from 'zod';
import { agentName } from '../names.ts';
import { conditions, count, seconds } from './common.ts';
import { defineResource } from './define.ts';

const cron = z
  .string()
  .min(9)
  .max(64)
  .regex(/^[-0-9*/,A-Za-z]+( +[-0-9*/,A-Za-z]+){4}$/, 'must be a cron expression of five fields, such as 0 8 * * 1-5');

const scheduleWindow = z.strictObject({
  name: z.string().min(1).max(63).describe('Name of the window.'),
  start: cron.describe('When it begins, as cron: minute hour day month weekday.'),
  end: cron.describe('When it ends, as cron.'),
  timeZone: z.string().min(1).max(64).default('UTC').describe('IANA time zone, such as Europe/Berlin.'),
  min: count(0, 10_000).optional().describe('Replaces spec.min within the window.'),
  buffer: count(0, 10_000).optional().describe('Replaces spec.buffer within the window.'),
});

export const poolSpec = z
  .strictObject({
    agent: agentName.describe('VoiceAgent of this namespace whose pods are kept warm.'),
    min: count(0, 10_000).default(1).describe('Warm and claimed pods together are never fewer. /scale sets this.'),
    max: count(0, 10_000).default(10).describe('Warm and claimed pods together are never more.'),
    buffer: count(0, 10_000).default(1).describe('Warm pods to have ready beyond those that are claimed.'),
    schedule: z
      .array(scheduleWindow)
      .max(16)
      .optional()
      .meta({ k8s: { listType: 'map', listMapKeys: ['name'] } })
      .describe('Windows with another min or buffer. Where windows overlap, the larger holds.'),
    maximumAgeSeconds: seconds(60, 86_400)
      .default(3600)
      .describe('A warm pod older than this is replaced, so that credentials stay short-lived.'),
    placeholders: count(0, 1000)
      .default(0)
      .describe('Pods of low priority that hold room for new warm pods on nodes that an autoscaler adds.'),
  })
  .meta({
    k8s: {
      validations: [
        { rule: 'self.min <= self.max', message: 'min must not be larger than max: raise max first, or lower min' },
        { rule: 'self.agent == oldSelf.agent', message: 'agent cannot change: create another VoicePool' },
        {
          rule: '!has(self.schedule) || self.schedule.all(window, !has(window.min) || window.min <= self.max)',
          message: 'min of a schedule window must not be larger than max: raise max, or lower min of the window',
        },
      ],
    },
  });
export type PoolSpec = z.infer<typeof poolSpec>;

export const poolStatus = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe('Generation that the operator has seen.'),
  desired: z.int().min(0).optional().describe('Pods that the pool wants now, warm and claimed together.'),
  pods: z.int().min(0).optional().describe('Pods that it has, warm and claimed together.'),
  ready: z.int().min(0).optional().describe('Warm pods that can be claimed now.'),
  starting: z.int().min(0).optional().describe('Warm pods on their way.'),
  claimed: z.int().min(0).optional().describe('Pods in conversations.'),
  queued: z.int().min(0).optional().describe('Sessions that wait for this agent.'),
  selector: z.string().max(253).optional().describe('Label selector of the pool’s pods, for /scale.'),
  waitingFor: z.string().max(253).optional().describe('What the pool waits for, in plain words.'),
  conditions: conditions.optional().describe('Ready, Saturated, Degraded.'),
});
export type PoolStatus = z.infer<typeof poolStatus>;

export const VoicePool = defineResource({
  kind: 'VoicePool',
  plural: 'voicepools',
  singular: 'voicepool',
  shortNames: ['vp'],
  categories: ['voice'],
  description: 'Warm pods for one agent, so that a conversation begins at once.',
  spec: poolSpec,
  status: poolStatus,
  validations: [
    { rule: 'size(self.metadata.name) <= 63', message: 'a pool’s name is a label value: at most 63 characters' },
  ],
  scale: { specReplicasPath: '.spec.min', statusReplicasPath: '.status.pods', labelSelectorPath: '.status.selector' },
  printerColumns: [
    { name: 'Agent', type: 'string', jsonPath: '.spec.agent' },
    { name: 'Desired', type: 'integer', jsonPath: '.status.desired' },
    { name: 'Ready', type: 'integer', jsonPath: '.status.ready' },
    { name: 'Starting', type: 'integer', jsonPath: '.status.starting', priority: 1 },
    { name: 'Claimed', type: 'integer', jsonPath: '.status.claimed' },
    { name: 'Queue', type: 'integer', jsonPath: '.status.queued' },
    { name: 'Conditions', type: 'string', jsonPath: '.status.conditions[?(@.status=="True")].type' },
    { name: 'Waiting for', type: 'string', jsonPath: '.status.waitingFor', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  selectableFields: ['.spec.agent'],
});
