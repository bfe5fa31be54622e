import { z } from 'zod';
import { dnsLabel, objectName } from '../names.ts';
import { count, mapOf, quantityBetween, seconds } from './common.ts';

const LABEL_KEY = /^([a-z0-9A-Z.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const labelKey = z.string().min(1).max(253).regex(LABEL_KEY, 'must be a label key such as nvidia.com/gpu.present');
const labelValue = z
  .string()
  .max(63)
  .regex(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
    "a label value has letters, digits, '-', '_' and '.', and begins and ends with a letter or digit",
  );

const tolerationFields = z.strictObject({
  key: labelKey.optional().describe('Taint key; empty with operator Exists tolerates every taint.'),
  operator: z.enum(['Exists', 'Equal']).default('Equal').describe('How the value is compared.'),
  value: z.string().max(63).optional().describe('Taint value, with operator Equal.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Taint effect; absent tolerates every effect.'),
  tolerationSeconds: seconds(0, 86_400).optional().describe('How long a NoExecute taint is tolerated.'),
});

const toleration = tolerationFields.meta({
  k8s: {
    validations: [
      {
        rule: "self.operator == 'Exists' || has(self.key)",
        message: 'operator Equal needs a key: write the taint’s key, or operator: Exists for every taint',
      },
      {
        rule: "self.operator == 'Equal' || !has(self.value)",
        message: 'operator Exists takes no value: remove value, or write operator: Equal',
      },
      {
        rule: "!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')",
        message: 'tolerationSeconds needs effect: NoExecute',
      },
    ],
  },
});

const gpu = z.strictObject({
  resourceName: z
    .string()
    .min(3)
    .max(253)
    .regex(/^[a-z0-9.-]+\/[A-Za-z0-9._-]+$/, 'must be an extended resource such as nvidia.com/gpu')
    .default('nvidia.com/gpu')
    .describe('Extended resource to request.'),
  count: count(1, 8).default(1).describe('How many of it.'),
});

const resourceClaim = z.strictObject({
  name: dnsLabel.describe('Name of the claim inside the pod.'),
  resourceClaimTemplateName: objectName.describe(
    'ResourceClaimTemplate of this namespace (dynamic resource allocation).',
  ),
});

const secretVolume = z.strictObject({
  name: dnsLabel.describe('Name used by apiKey references; mounted at /etc/switchboard/secrets/<name>.'),
  secretName: objectName.describe('Secret of this namespace. The kubelet mounts it; the operator never reads it.'),
});

const variable = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name has letters, digits and '_', and begins with no digit")
    .describe('Environment variable; names beginning with SWITCHBOARD_ belong to the operator.'),
  value: z.string().max(4096).describe('Its value. Put secrets in spec.runtime.secrets instead.'),
});

const spread = z.strictObject({
  topologyKey: labelKey.default('kubernetes.io/hostname').describe('Node label that defines a domain.'),
  maxSkew: count(1, 100).default(1).describe('Largest tolerated difference of pods between domains.'),
  whenUnsatisfiable: z
    .enum(['ScheduleAnyway', 'DoNotSchedule'])
    .default('ScheduleAnyway')
    .describe('Whether the spread is a wish or a rule.'),
});

const runtimeFields = z.strictObject({
  image: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[^\s]+$/, 'must be an image reference such as registry.example.com/agent:1.0')
    .optional()
    .describe('Image that speaks the runtime contract. Absent: the runtime that the operator was installed with.'),
  imagePullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']).default('IfNotPresent').describe('As in a pod.'),
  imagePullSecrets: z.array(objectName).max(8).optional().describe('Secrets of this namespace for pulling the image.'),
  memoryLimit: quantityBetween('64Mi', '64Gi')
    .default('300Mi')
    .describe('Hard memory limit of one conversation; also its request. At the limit the kernel ends it: OOMKilled.'),
  cpuRequest: quantityBetween('1m', '64')
    .default('150m')
    .describe('CPU request. There is no CPU limit: throttled audio stutters.'),
  ephemeralStorageLimit: quantityBetween('1Mi', '64Gi')
    .default('64Mi')
    .describe('Limit of the pod for files and logs.'),
  nodeSelector: mapOf(labelKey, labelValue, 16)
    .default({ 'nvidia.com/gpu.present': 'true' })
    .meta({
      k8s: {
        maxProperties: 16,
        validations: [
          {
            rule: `self.all(key, size(key) <= 253 && key.matches(r'${LABEL_KEY.source}'))`,
            message: 'every key must be a label key such as nvidia.com/gpu.present',
          },
        ],
      },
    })
    .describe('Labels of the nodes that may run it. {} means any node.'),
  tolerations: z.array(toleration).max(16).optional().describe('Taints that it tolerates.'),
  gpu: gpu.optional().describe('A GPU for each conversation. Most agents need none: models run in shared pools.'),
  resourceClaims: z
    .array(resourceClaim)
    .max(8)
    .optional()
    .meta({ k8s: { listType: 'map', listMapKeys: ['name'] } })
    .describe('Claims of dynamic resource allocation, instead of gpu.'),
  topologySpread: spread.prefault({}).describe('How conversations are spread over nodes.'),
  priorityClassName: objectName
    .optional()
    .describe('Priority class of live and warm pods (it cannot change later). Absent: the installation’s own.'),
  runtimeClassName: objectName.optional().describe('Sandboxed runtime such as gvisor or kata.'),
  secrets: z
    .array(secretVolume)
    .max(16)
    .optional()
    .meta({ k8s: { listType: 'map', listMapKeys: ['name'] } })
    .describe('Secrets mounted as files, for keys of speech services and tools.'),
  env: z
    .array(variable)
    .max(64)
    .optional()
    .meta({
      k8s: {
        listType: 'map',
        listMapKeys: ['name'],
        validations: [
          {
            rule: "self.all(e, !e.name.startsWith('SWITCHBOARD_'))",
            message: 'names beginning with SWITCHBOARD_ belong to the operator; choose another name',
          },
        ],
      },
    })
    .describe('Plain environment variables of the session container.'),
  prejoin: z
    .boolean()
    .default(false)
    .describe(
      'Warm pods wait inside a LiveKit room of their own, so that a claim connects nothing. Leave off where rooms are billed.',
    ),
  terminationGraceSeconds: seconds(5, 3600)
    .default(60)
    .describe('Time to finish the sentence, say goodbye and report, once the pod is told to stop.'),
});

/** Everything that shapes the pod. Its hash rolls pools: a change here makes new warm pods. */
export const agentRuntime = runtimeFields.meta({
  k8s: {
    validations: [
      {
        rule: '!has(self.gpu) || !has(self.resourceClaims)',
        message: 'gpu and resourceClaims are two ways to ask for one thing: write one of them',
      },
    ],
  },
});
export type AgentRuntime = z.infer<typeof agentRuntime>;
