import type { Accepted, Refused } from './row.ts';

export const RUNTIME = 'spec.runtime';
const QUANTITY = 'must be a Kubernetes quantity such as 300Mi or 150m';

/** Rows of the table of VoiceAgents about the shape of the pod. */
export const runtimeAccepted: readonly Accepted[] = [
  ['any node', { [`${RUNTIME}.nodeSelector`]: {} }],
  ['a toleration of every taint', { [`${RUNTIME}.tolerations`]: [{ operator: 'Exists' }] }],
  [
    'a toleration for a while',
    {
      [`${RUNTIME}.tolerations`]: [{ key: 'gpu', value: 'yes', effect: 'NoExecute', tolerationSeconds: 60 }],
    },
  ],
  ['memory in another unit', { [`${RUNTIME}.memoryLimit`]: '0.5Gi' }],
  ['memory at its low end', { [`${RUNTIME}.memoryLimit`]: '64Mi' }],
  ['a whole CPU', { [`${RUNTIME}.cpuRequest`]: '1' }],
  ['a GPU', { [`${RUNTIME}.gpu`]: {} }],
  ['a resource claim', { [`${RUNTIME}.resourceClaims`]: [{ name: 'gpu', resourceClaimTemplateName: 'a-slice' }] }],
  ['an image with a digest', { [`${RUNTIME}.image`]: `registry.example.com:5000/a/b@sha256:${'0'.repeat(64)}` }],
];

export const runtimeRefused: readonly Refused[] = [
  ['memory in words', { [`${RUNTIME}.memoryLimit`]: 'plenty' }, 'spec.runtime.memoryLimit', QUANTITY],
  ['memory with a space', { [`${RUNTIME}.memoryLimit`]: '300 Mi' }, 'spec.runtime.memoryLimit', QUANTITY],
  [
    'memory as a number',
    { [`${RUNTIME}.memoryLimit`]: 300 },
    'spec.runtime.memoryLimit',
    'must be of type string: "integer"',
  ],
  [
    'memory of 300 bytes',
    { [`${RUNTIME}.memoryLimit`]: '300' },
    'spec.runtime.memoryLimit',
    'must be from 64Mi to 64Gi',
  ],
  [
    'memory of 300 thousandths',
    { [`${RUNTIME}.memoryLimit`]: '300m' },
    'spec.runtime.memoryLimit',
    'must be from 64Mi to 64Gi',
  ],
  [
    'memory without end',
    { [`${RUNTIME}.memoryLimit`]: '65Gi' },
    'spec.runtime.memoryLimit',
    'must be from 64Mi to 64Gi',
  ],
  ['a negative quantity', { [`${RUNTIME}.cpuRequest`]: '-1' }, 'spec.runtime.cpuRequest', QUANTITY],
  ['no CPU at all', { [`${RUNTIME}.cpuRequest`]: '0' }, 'spec.runtime.cpuRequest', 'must be from 1m to 64'],
  [
    'an image with a space',
    { [`${RUNTIME}.image`]: 'my image' },
    'spec.runtime.image',
    'must be an image reference such as registry.example.com/agent:1.0',
  ],
  [
    'an operator’s variable',
    { [`${RUNTIME}.env`]: [{ name: 'SWITCHBOARD_NATS_URL', value: 'x' }] },
    'spec.runtime.env',
    'names beginning with SWITCHBOARD_ belong to the operator; choose another name',
  ],
  [
    'a variable with a dash',
    { [`${RUNTIME}.env`]: [{ name: 'MY-NAME', value: 'x' }] },
    'spec.runtime.env[0].name',
    "a variable's name has letters, digits and '_', and begins with no digit",
  ],
  [
    'a variable twice',
    {
      [`${RUNTIME}.env`]: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'spec.runtime.env[1]',
    'Duplicate value',
  ],
  [
    'a node label key that is none',
    { [`${RUNTIME}.nodeSelector`]: { 'a b': 'true' } },
    'spec.runtime.nodeSelector',
    'every key must be a label key such as nvidia.com/gpu.present',
  ],
  [
    'a node label that is a boolean',
    { [`${RUNTIME}.nodeSelector`]: { gpu: true } },
    'spec.runtime.nodeSelector.gpu',
    'must be of type string: "boolean"',
  ],
  [
    'a node label value with a space',
    { [`${RUNTIME}.nodeSelector`]: { gpu: 'a b' } },
    'spec.runtime.nodeSelector[gpu]',
    'a label value has letters, digits',
  ],
  [
    'a toleration of nothing',
    { [`${RUNTIME}.tolerations`]: [{}] },
    'spec.runtime.tolerations[0]',
    'operator Equal needs a key: write the taint’s key, or operator: Exists for every taint',
  ],
  [
    'a toleration that exists and equals',
    { [`${RUNTIME}.tolerations`]: [{ key: 'a', operator: 'Exists', value: 'b' }] },
    'spec.runtime.tolerations[0]',
    'operator Exists takes no value: remove value, or write operator: Equal',
  ],
  [
    'a toleration for a while of no effect',
    { [`${RUNTIME}.tolerations`]: [{ key: 'a', value: 'b', tolerationSeconds: 5 }] },
    'spec.runtime.tolerations[0]',
    'tolerationSeconds needs effect: NoExecute',
  ],
  [
    'a GPU and a claim',
    { [`${RUNTIME}.gpu`]: {}, [`${RUNTIME}.resourceClaims`]: [{ name: 'a', resourceClaimTemplateName: 'b' }] },
    'spec.runtime',
    'gpu and resourceClaims are two ways to ask for one thing: write one of them',
  ],
  [
    'a GPU that is no extended resource',
    { [`${RUNTIME}.gpu`]: { resourceName: 'gpu' } },
    'spec.runtime.gpu.resourceName',
    'must be an extended resource such as nvidia.com/gpu',
  ],
  [
    'two mounts of one name',
    {
      [`${RUNTIME}.secrets`]: [
        { name: 'a', secretName: 'b' },
        { name: 'a', secretName: 'c' },
      ],
    },
    'spec.runtime.secrets[1]',
    'Duplicate value',
  ],
  [
    'a mount that climbs',
    { [`${RUNTIME}.secrets`]: [{ name: '..', secretName: 'b' }] },
    'spec.runtime.secrets[0].name',
    'a name must be a DNS label',
  ],
  [
    'a Secret with a capital letter',
    { [`${RUNTIME}.secrets`]: [{ name: 'a', secretName: 'Keys' }] },
    'spec.runtime.secrets[0].secretName',
    "an object's name has lower-case letters, digits, '-' and '.'",
  ],
  [
    'no time to say goodbye',
    { [`${RUNTIME}.terminationGraceSeconds`]: 0 },
    'spec.runtime.terminationGraceSeconds',
    'should be greater than or equal to 5',
  ],
];
