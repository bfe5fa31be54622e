import { AGENT_NAME_MAX } from '../../names.ts';
import { API_VERSION } from '../define.ts';
import { RUNTIME, runtimeAccepted, runtimeRefused } from './agent-runtime.ts';
import type { Accepted, Refused, Table, Updated } from './row.ts';

const x = (length: number) => 'x'.repeat(length);
const stage = (model: string) => [{ endpoints: [{ url: `http://${model}.models:8000/v1` }], model }];
const THINK = 'spec.speech.think.0';
const look = { name: 'look-up', description: 'Looks an order up.', url: 'https://tools.example.com/look-up' };
const end = { url: 'https://hooks.example.com/voice', secretName: 'hook' };

const accepted: readonly Accepted[] = [
  ['nothing but a prompt and speech', {}],
  ['the longest name', { 'metadata.name': x(AGENT_NAME_MAX) }],
  ['the longest prompt', { 'spec.prompt': x(32_768) }],
  ['an endpoint with a port, a path and no TLS', { [`${THINK}.endpoints.0.url`]: 'http://10.0.0.7:11434/v1' }],
  ['a second pool to fail over to', { 'spec.speech.think.1': { ...stage('other')[0] } }],
  [
    'a key out of a mounted Secret',
    {
      [`${RUNTIME}.secrets`]: [{ name: 'keys', secretName: 'model.keys' }],
      [`${THINK}.apiKey`]: { secret: 'keys', key: 'llm.key' },
    },
  ],
  [
    'a tool with a schema of its own making',
    {
      'spec.tools': [{ ...look, parameters: { type: 'object', properties: { order: { type: 'string' } } } }],
    },
  ],
  ['a sample rate that telephones like', { 'spec.voice.sampleRate': 16_000 }],
  ['an agent that may hand over', { 'spec.builtInTools.handOver': { enabled: true, to: ['billing'] } }],
  ['a hook', { 'spec.hooks': [end] }],
  ['a hook for two events', { 'spec.hooks': [{ ...end, events: ['session.started', 'session.ended'] }] }],
  ['an agent without sessions for now', { 'spec.maxSessions': 0 }],
  ...runtimeAccepted,
];

const URL_ANSWER = 'must be an http(s) URL without user or password';
const MOUNTED =
  'apiKey.secret must be the name of an entry of runtime.secrets; add the entry, and the Secret is mounted';

const refused: readonly Refused[] = [
  ['no prompt', { 'spec.prompt': undefined }, 'spec.prompt', 'Required value'],
  ['a prompt that is too long', { 'spec.prompt': x(32_769) }, 'spec.prompt', 'may not be more than 32768 bytes'],
  ['no speech', { 'spec.speech': undefined }, 'spec.speech', 'Required value'],
  ['no language model', { 'spec.speech.think': undefined }, 'spec.speech.think', 'Required value'],
  ['a stage without pools', { 'spec.speech.think': [] }, 'spec.speech.think', 'should have at least 1 items'],
  [
    'five pools',
    { 'spec.speech.think': Array(5).fill(stage('m')[0]) },
    'spec.speech.think',
    'must have at most 4 items',
  ],
  [
    'a pool without endpoints',
    { [`${THINK}.endpoints`]: [] },
    'spec.speech.think[0].endpoints',
    'should have at least 1 items',
  ],
  ['a pool without a model', { [`${THINK}.model`]: undefined }, 'spec.speech.think[0].model', 'Required value'],
  [
    'an endpoint that is no URL',
    { [`${THINK}.endpoints.0.url`]: 'whisper.models' },
    'spec.speech.think[0].endpoints[0].url',
    URL_ANSWER,
  ],
  [
    'an endpoint of another protocol',
    { [`${THINK}.endpoints.0.url`]: 'ftp://models.example.com' },
    'spec.speech.think[0].endpoints[0].url',
    URL_ANSWER,
  ],
  [
    'an endpoint with a password',
    { [`${THINK}.endpoints.0.url`]: 'http://me:secret@models/v1' },
    'spec.speech.think[0].endpoints[0].url',
    URL_ANSWER,
  ],
  [
    'a dialect of another stage',
    { [`${THINK}.dialect`]: 'openai-speech' },
    'spec.speech.think[0].dialect',
    'supported values: "openai-chat"',
  ],
  [
    'a key in the open',
    { [`${THINK}.apiKey`]: 'not-a-reference' },
    'spec.speech.think[0].apiKey',
    'must be of type object: "string"',
  ],
  [
    'a key of a Secret that is not mounted',
    { [`${THINK}.apiKey`]: { secret: 'keys', key: 'llm' } },
    'spec',
    `speech.think: ${MOUNTED}`,
  ],
  [
    'a key of another Secret than the mounted one',
    {
      [`${RUNTIME}.secrets`]: [{ name: 'other', secretName: 'other' }],
      [`${THINK}.apiKey`]: { secret: 'keys', key: 'llm' },
    },
    'spec',
    `speech.think: ${MOUNTED}`,
  ],
  [
    'a key whose name climbs out of the mount',
    {
      [`${RUNTIME}.secrets`]: [{ name: 'keys', secretName: 'keys' }],
      [`${THINK}.apiKey`]: { secret: 'keys', key: '../../token' },
    },
    'spec.speech.think[0].apiKey.key',
    "a Secret's key has letters, digits, '-', '_' and '.'",
  ],
  [
    'a tool’s key of a Secret that is not mounted',
    { 'spec.tools': [{ ...look, authorization: { secret: 'keys', key: 'tool' } }] },
    'spec',
    'tools: authorization.secret must be the name of an entry of runtime.secrets',
  ],
  [
    'a timeout in seconds',
    { [`${THINK}.timeoutMilliseconds`]: 8 },
    'spec.speech.think[0].timeoutMilliseconds',
    'should be greater than or equal to 100',
  ],
  [
    'a name that is too long',
    { 'metadata.name': x(AGENT_NAME_MAX + 1) },
    '',
    "an agent's name becomes part of pod and room names: at most 40 of a-z, 0-9 and '-', without dots",
  ],
  ['a name with a dot', { 'metadata.name': 'front.desk' }, '', 'without dots'],
  ['a field that does not exist', { 'spec.system': 'You are' }, 'spec.system', 'unknown field'],
  [
    'a language in words',
    { 'spec.language': 'English' },
    'spec.language',
    'must be a BCP 47 language tag such as en or pt-BR',
  ],
  [
    'a sample rate of a compact disc',
    { 'spec.voice.sampleRate': 44_100 },
    'spec.voice.sampleRate',
    'supported values: "16000", "24000", "48000"',
  ],
  [
    'a speed as a factor',
    { 'spec.voice.speedPercent': 1 },
    'spec.voice.speedPercent',
    'should be greater than or equal to 25',
  ],
  [
    'an activation with a fraction',
    { 'spec.turnTaking.activation': 50.5 },
    'spec.turnTaking.activation',
    'must be of type integer: "number"',
  ],
  [
    'a shortest wait above the longest',
    { 'spec.turnTaking.minEndpointingMilliseconds': 4000 },
    'spec.turnTaking',
    'minEndpointingMilliseconds must not be larger than maxEndpointingMilliseconds: raise the one or lower the other',
  ],
  [
    'a temperature as a factor above its range',
    { 'spec.temperaturePercent': 201 },
    'spec.temperaturePercent',
    'should be less than or equal to 200',
  ],
  [
    'an idle limit of nothing',
    { 'spec.limits.idleSeconds': 0 },
    'spec.limits.idleSeconds',
    'should be greater than or equal to 5',
  ],
  [
    'a tool with a space',
    { 'spec.tools': [{ ...look, name: 'look up' }] },
    'spec.tools[0].name',
    "a tool's name has letters, digits, '_' and '-', and begins with a letter or '_'",
  ],
  ['two tools of one name', { 'spec.tools': [look, look] }, 'spec.tools[1]', 'Duplicate value'],
  [
    'a tool without a description',
    { 'spec.tools': [{ ...look, description: undefined }] },
    'spec.tools[0].description',
    'Required value',
  ],
  [
    'a hand-over to nobody',
    { 'spec.builtInTools.handOver': { enabled: true } },
    'spec.builtInTools.handOver',
    'handOver needs at least one agent in to',
  ],
  ['a hook without a key', { 'spec.hooks': [{ url: end.url }] }, 'spec.hooks[0].secretName', 'Required value'],
  [
    'a hook for an event that does not exist',
    { 'spec.hooks': [{ ...end, events: ['session.over'] }] },
    'spec.hooks[0].events[0]',
    'supported values: "session.started", "session.ended", "session.turn", "session.transcript"',
  ],
  [
    'a hook for one event twice',
    { 'spec.hooks': [{ ...end, events: ['session.ended', 'session.ended'] }] },
    'spec.hooks[0].events[1]',
    'Duplicate value',
  ],
  ...runtimeRefused,
];

const updated: readonly Updated[] = [
  ['the prompt changes', {}, { 'spec.prompt': 'You are brief.' }],
  ['the pod’s shape changes', {}, { [`${RUNTIME}.memoryLimit`]: '400Mi' }],
  [
    'a mount goes whose key is used',
    {
      [`${RUNTIME}.secrets`]: [{ name: 'keys', secretName: 'keys' }],
      [`${THINK}.apiKey`]: { secret: 'keys', key: 'llm' },
    },
    { [`${RUNTIME}.secrets`]: undefined },
    'spec',
    `speech.think: ${MOUNTED}`,
  ],
];

export const agentTable: Table = {
  plural: 'voiceagents',
  valid: {
    apiVersion: API_VERSION,
    kind: 'VoiceAgent',
    metadata: { name: 'frontdesk' },
    spec: {
      prompt: 'You are the front desk of a small hotel.',
      speech: { transcribe: stage('hear'), think: stage('think'), speak: stage('say') },
    },
  },
  accepted,
  refused,
  updated,
};
