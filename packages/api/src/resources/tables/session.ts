import { API_VERSION } from '../define.ts';
import type { Accepted, Refused, Table, Updated } from './row.ts';

const x = (length: number) => 'x'.repeat(length);
const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, 'value']));

const accepted: readonly Accepted[] = [
  ['nothing but an agent', {}],
  ['the longest agent name', { 'spec.agent': `a${x(39)}` }],
  ['an agent name that begins with a digit', { 'spec.agent': '1st-line' }],
  ['the longest session name', { 'metadata.name': x(63) }],
  ['a caller with a telephone number for an identity', { 'spec.participant.identity': 'tel:+15550100' }],
  ['32 attributes of the caller', { 'spec.participant.attributes': entries(32) }],
  ['64 variables', { 'spec.variables': entries(64) }],
  ['an empty variable', { 'spec.variables': { name: '' } }],
  ['a language with a region', { 'spec.language': 'pt-BR' }],
  ['a language with a script and a region', { 'spec.language': 'zh-Hant-TW' }],
  [
    'every limit at its low end',
    {
      'spec.limits': { pendingSeconds: 1, joinSeconds: 5, idleSeconds: 5, maxDurationSeconds: 10, reconnectSeconds: 5 },
    },
  ],
  [
    'every limit at its high end',
    {
      'spec.limits': {
        pendingSeconds: 3600,
        joinSeconds: 3600,
        idleSeconds: 3600,
        maxDurationSeconds: 86_400,
        reconnectSeconds: 300,
      },
    },
  ],
  ['a limit of one kind only', { 'spec.limits': { idleSeconds: 30 } }],
  ['the lowest priority', { 'spec.priority': -1000 }],
  ['livekit with its settings', { 'spec.channel': { type: 'livekit', livekit: { maxParticipants: 3 } } }],
  ['livekit settings without the type, which is the default', { 'spec.channel': { livekit: {} } }],
  ['one that is stopped at birth', { 'spec.stop': true, 'spec.stopMode': 'Now' }],
];

const DNS_LABEL =
  "must be a DNS label: lower-case letters, digits and '-', beginning and ending with a letter or digit";

const refused: readonly Refused[] = [
  ['no agent', { 'spec.agent': undefined }, 'spec.agent', 'Required value'],
  ['an empty agent', { 'spec.agent': '' }, 'spec.agent', DNS_LABEL],
  ['an agent with a capital letter', { 'spec.agent': 'Frontdesk' }, 'spec.agent', DNS_LABEL],
  ['an agent with an underscore', { 'spec.agent': 'front_desk' }, 'spec.agent', DNS_LABEL],
  ['an agent with a dot', { 'spec.agent': 'front.desk' }, 'spec.agent', DNS_LABEL],
  ['an agent with a space', { 'spec.agent': 'front desk' }, 'spec.agent', DNS_LABEL],
  ['an agent with a line break', { 'spec.agent': 'front\ndesk' }, 'spec.agent', DNS_LABEL],
  ['an agent that ends with a line break', { 'spec.agent': 'frontdesk\n' }, 'spec.agent', DNS_LABEL],
  ['an agent that ends with a dash', { 'spec.agent': 'front-' }, 'spec.agent', DNS_LABEL],
  ['an agent that is a NATS wildcard', { 'spec.agent': '*' }, 'spec.agent', DNS_LABEL],
  ['an agent that is the rest of every subject', { 'spec.agent': '>' }, 'spec.agent', DNS_LABEL],
  ['an agent of another alphabet', { 'spec.agent': 'приём' }, 'spec.agent', DNS_LABEL],
  ['an agent name that is too long', { 'spec.agent': x(41) }, 'spec.agent', 'may not be more than 40 bytes'],
  ['an agent that is a number', { 'spec.agent': 7 }, 'spec.agent', 'must be of type string: "integer"'],
  ['an agent that is null', { 'spec.agent': null }, 'spec.agent', 'Required value'],
  [
    'a name with a dot',
    { 'metadata.name': 'call.1' },
    '',
    'a session’s name is a label value: at most 63 of a-z, 0-9 and -, without dots',
  ],
  ['a name that no label can hold', { 'metadata.name': x(64) }, '', 'a session’s name is a label value: at most 63'],
  ['no spec', { spec: undefined }, 'spec', 'Required value'],
  ['a field that does not exist', { 'spec.agnet': 'frontdesk' }, 'spec.agnet', 'unknown field'],
  ['a limit that does not exist', { 'spec.limits.maxDuration': 60 }, 'spec.limits.maxDuration', 'unknown field'],
  [
    'a limit as a duration string',
    { 'spec.limits.idleSeconds': '30s' },
    'spec.limits.idleSeconds',
    'must be of type integer: "string"',
  ],
  [
    'a limit with a fraction',
    { 'spec.limits.idleSeconds': 30.5 },
    'spec.limits.idleSeconds',
    'must be of type integer: "number"',
  ],
  [
    'a pending limit of zero',
    { 'spec.limits.pendingSeconds': 0 },
    'spec.limits.pendingSeconds',
    'should be greater than or equal to 1',
  ],
  [
    'a negative limit',
    { 'spec.limits.joinSeconds': -1 },
    'spec.limits.joinSeconds',
    'should be greater than or equal to 5',
  ],
  [
    'an idle limit below its range',
    { 'spec.limits.idleSeconds': 4 },
    'spec.limits.idleSeconds',
    'should be greater than or equal to 5',
  ],
  [
    'a conversation of more than a day',
    { 'spec.limits.maxDurationSeconds': 86_401 },
    'spec.limits.maxDurationSeconds',
    'should be less than or equal to 86400',
  ],
  [
    'a grace of more than five minutes',
    { 'spec.limits.reconnectSeconds': 301 },
    'spec.limits.reconnectSeconds',
    'should be less than or equal to 300',
  ],
  [
    'a number that no limit holds',
    { 'spec.limits.idleSeconds': 4_000_000_000 },
    'spec.limits.idleSeconds',
    'should be less than or equal to 3600',
  ],
  [
    'a language in words',
    { 'spec.language': 'english please' },
    'spec.language',
    'must be a BCP 47 language tag such as en or pt-BR',
  ],
  [
    'a language with an underscore',
    { 'spec.language': 'en_GB' },
    'spec.language',
    'must be a BCP 47 language tag such as en or pt-BR',
  ],
  ['an empty voice', { 'spec.voice': '' }, 'spec.voice', 'should be at least 1 chars long'],
  [
    'a channel that does not exist yet',
    { 'spec.channel.type': 'twilio' },
    'spec.channel.type',
    'supported values: "livekit"',
  ],
  [
    'a room without callers',
    { 'spec.channel.livekit.maxParticipants': 0 },
    'spec.channel.livekit.maxParticipants',
    'should be greater than or equal to 1',
  ],
  ['settings of an unknown channel', { 'spec.channel.whatsapp': {} }, 'spec.channel.whatsapp', 'unknown field'],
  [
    'an identity that begins with a dash',
    { 'spec.participant.identity': '-me' },
    'spec.participant.identity',
    'an identity begins with a letter or digit',
  ],
  [
    'an identity with a space',
    { 'spec.participant.identity': 'Ann Example' },
    'spec.participant.identity',
    'an identity begins with a letter or digit',
  ],
  [
    'an identity that is too long',
    { 'spec.participant.identity': x(129) },
    'spec.participant.identity',
    'may not be more than 128 bytes',
  ],
  [
    'too much metadata',
    { 'spec.participant.metadata': x(4097) },
    'spec.participant.metadata',
    'may not be more than 4096 bytes',
  ],
  [
    '33 attributes',
    { 'spec.participant.attributes': entries(33) },
    'spec.participant.attributes',
    'must have at most 32 items',
  ],
  [
    'an attribute that is a number',
    { 'spec.participant.attributes': { age: 7 } },
    'spec.participant.attributes.age',
    'must be of type string: "integer"',
  ],
  ['65 variables', { 'spec.variables': entries(65) }, 'spec.variables', 'must have at most 64 items'],
  [
    'a variable that is too long',
    { 'spec.variables': { name: x(2049) } },
    'spec.variables.name',
    'may not be more than 2048 bytes',
  ],
  [
    'a variable that is an object',
    { 'spec.variables': { name: {} } },
    'spec.variables.name',
    'must be of type string: "object"',
  ],
  ['a priority that is too high', { 'spec.priority': 1001 }, 'spec.priority', 'should be less than or equal to 1000'],
  ['stop as a word', { 'spec.stop': 'yes' }, 'spec.stop', 'must be of type boolean: "string"'],
  [
    'a stop mode that does not exist',
    { 'spec.stopMode': 'Later' },
    'spec.stopMode',
    'supported values: "Goodbye", "Now"',
  ],
  [
    'a reason that only the operator may give',
    { 'spec.stopReason': 'OOMKilled' },
    'spec.stopReason',
    'supported values: "Stopped", "Drained", "QueueCleared"',
  ],
];

const AGENT = 'agent cannot change: create another VoiceSession';
const PARTICIPANT = 'participant cannot change: create another VoiceSession';
const CHANNEL = 'channel cannot change: create another VoiceSession';
const VARIABLES = 'variables cannot change: use say or inject through the gateway, or create another VoiceSession';
const LANGUAGE = 'language cannot change: create another VoiceSession';
const VOICE = 'voice cannot change: create another VoiceSession';

const updated: readonly Updated[] = [
  ['nothing at all', {}, {}],
  ['stop is set', {}, { 'spec.stop': true }],
  ['stop is set, with how and why', {}, { 'spec.stop': true, 'spec.stopMode': 'Now', 'spec.stopReason': 'Drained' }],
  ['limits are added', {}, { 'spec.limits': { idleSeconds: 30 } }],
  ['limits are taken away', { 'spec.limits': { idleSeconds: 30 } }, { 'spec.limits': undefined }],
  ['priority changes', {}, { 'spec.priority': 5 }],
  ['labels change', {}, { 'metadata.labels': { team: 'support' } }],
  ['participant is written as its default', {}, { 'spec.participant': {} }],
  [
    'stop is taken back',
    { 'spec.stop': true },
    { 'spec.stop': false },
    'spec',
    'stop cannot be taken back: create another VoiceSession',
  ],
  [
    'stop is taken away',
    { 'spec.stop': true },
    { 'spec.stop': undefined },
    'spec',
    'stop cannot be taken back: create another VoiceSession',
  ],
  ['agent changes', {}, { 'spec.agent': 'other' }, 'spec', AGENT],
  ['a caller’s name is added', {}, { 'spec.participant.name': 'Ann' }, 'spec', PARTICIPANT],
  [
    'a caller’s name changes',
    { 'spec.participant.name': 'Ann' },
    { 'spec.participant.name': 'Bob' },
    'spec',
    PARTICIPANT,
  ],
  [
    'a caller’s name is taken away',
    { 'spec.participant.name': 'Ann' },
    { 'spec.participant.name': undefined },
    'spec',
    PARTICIPANT,
  ],
  ['channel settings are added', {}, { 'spec.channel.livekit': { maxParticipants: 2 } }, 'spec', CHANNEL],
  ['variables are added', {}, { 'spec.variables': { name: 'Ann' } }, 'spec', VARIABLES],
  [
    'a variable changes',
    { 'spec.variables': { name: 'Ann' } },
    { 'spec.variables': { name: 'Bob' } },
    'spec',
    VARIABLES,
  ],
  [
    'variables are taken away',
    { 'spec.variables': { name: 'Ann' } },
    { 'spec.variables': undefined },
    'spec',
    VARIABLES,
  ],
  ['language is added', {}, { 'spec.language': 'de' }, 'spec', LANGUAGE],
  ['language is taken away', { 'spec.language': 'de' }, { 'spec.language': undefined }, 'spec', LANGUAGE],
  ['voice changes', { 'spec.voice': 'ann' }, { 'spec.voice': 'bob' }, 'spec', VOICE],
];

export const sessionTable: Table = {
  plural: 'voicesessions',
  valid: { apiVersion: API_VERSION, kind: 'VoiceSession', metadata: { name: 'call-1' }, spec: { agent: 'frontdesk' } },
  accepted,
  refused,
  updated,
};
