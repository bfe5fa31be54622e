import { z } from 'zod';
import { dnsLabel } from '../names.ts';

export const seconds = (min: number, max: number) => z.int().min(min).max(max);
export const milliseconds = seconds;
export const count = (min: number, max: number) => seconds(min, max);

/** zod's records have no size: said once, for zod and for the CRD. */
export const mapOf = <Value extends z.ZodType>(key: z.ZodString, value: Value, max: number) =>
  z
    .record(key, value)
    .refine((map) => Object.keys(map).length <= max, `must have at most ${max} entries`)
    .meta({ k8s: { maxProperties: max } });

const quantity = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, 'must be a Kubernetes quantity such as 300Mi or 150m');

/** CEL reads quantities, so a range is checked in whatever unit it is written. */
export const quantityBetween = (low: string, high: string) =>
  quantity.meta({
    k8s: {
      validations: [
        {
          rule: `!isQuantity(self) || self.startsWith('-') || (quantity(self).compareTo(quantity('${low}')) >= 0 && quantity(self).compareTo(quantity('${high}')) <= 0)`,
          message: `must be from ${low} to ${high}`,
        },
      ],
    },
  });

export const httpUrl = z
  .string()
  .max(512)
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s]*)?$/, 'must be an http(s) URL without user or password');

export const language = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 language tag such as en or pt-BR');

export const dateTime = z
  .string()
  .max(40)
  .meta({ k8s: { format: 'date-time' } });

/** A value out of one of the agent's mounted Secrets: `secret` is a name in spec.runtime.secrets, `key` a key of that Secret. */
export const mountedKey = z.strictObject({
  secret: dnsLabel.describe('Name of an entry of spec.runtime.secrets.'),
  key: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[-._a-zA-Z0-9]+$/, "a Secret's key has letters, digits, '-', '_' and '.'")
    .describe('Key inside that Secret.'),
});

export const condition = z.strictObject({
  type: z.string().max(63).describe('What the condition speaks of.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it holds.'),
  observedGeneration: z.int().min(0).optional().describe('metadata.generation that the controller had seen.'),
  lastTransitionTime: dateTime.describe('When status last changed.'),
  reason: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[A-Z][A-Za-z0-9]*$/)
    .describe('One word for why; the list is in docs/reference/end-reasons.md.'),
  message: z.string().max(1024).describe('A sentence for a person.'),
});
export type Condition = z.infer<typeof condition>;

export const conditions = z
  .array(condition)
  .max(16)
  .meta({ k8s: { listType: 'map', listMapKeys: ['type'] } });
