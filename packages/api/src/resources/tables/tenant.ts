import { API_VERSION } from '../define.ts';
import type { Accepted, Refused, Table, Updated } from './row.ts';

const ORIGIN = 'must be an origin such as https://app.example.com';
const hook = { url: 'https://hooks.example.com/voice', secretName: 'hook' };

const accepted: readonly Accepted[] = [
  ['nothing but defaults', {}],
  ['a closed namespace', { 'spec.maxSessions': 0, 'spec.maxQueue': 0 }],
  ['a namespace that keeps nothing', { 'spec.retentionSeconds': 0 }],
  ['pages of two origins', { 'spec.corsOrigins': ['https://app.example.com', 'http://localhost:5173'] }],
  ['a hook', { 'spec.hooks': [hook] }],
];

const refused: readonly Refused[] = [
  ['another name', { 'metadata.name': 'mine' }, '', 'a namespace has one VoiceTenant, and its name is default'],
  ['no spec', { spec: undefined }, 'spec', 'Required value'],
  ['fewer sessions than none', { 'spec.maxSessions': -1 }, 'spec.maxSessions', 'should be greater than or equal to 0'],
  ['a queue without end', { 'spec.maxQueue': 10_001 }, 'spec.maxQueue', 'should be less than or equal to 10000'],
  [
    'a rate of nothing',
    { 'spec.createsPerMinute': 0 },
    'spec.createsPerMinute',
    'should be greater than or equal to 1',
  ],
  [
    'a rate in words',
    { 'spec.requestsPerMinute': '100/min' },
    'spec.requestsPerMinute',
    'must be of type integer: "string"',
  ],
  [
    'retention of more than a year',
    { 'spec.retentionSeconds': 31_536_001 },
    'spec.retentionSeconds',
    'should be less than or equal to 31536000',
  ],
  ['every origin', { 'spec.corsOrigins': ['*'] }, 'spec.corsOrigins[0]', ORIGIN],
  ['an origin with a path', { 'spec.corsOrigins': ['https://app.example.com/'] }, 'spec.corsOrigins[0]', ORIGIN],
  [
    'an origin twice',
    { 'spec.corsOrigins': ['https://a.example.com', 'https://a.example.com'] },
    'spec.corsOrigins[1]',
    'Duplicate value',
  ],
  [
    'a hook to a file',
    { 'spec.hooks': [{ ...hook, url: 'file:///etc/passwd' }] },
    'spec.hooks[0].url',
    'must be an http(s) URL without user or password',
  ],
  ['a field that does not exist', { 'spec.quota': {} }, 'spec.quota', 'unknown field'],
];

const updated: readonly Updated[] = [['limits change', {}, { 'spec.maxSessions': 7 }]];

export const tenantTable: Table = {
  plural: 'voicetenants',
  valid: { apiVersion: API_VERSION, kind: 'VoiceTenant', metadata: { name: 'default' }, spec: {} },
  accepted,
  refused,
  updated,
};
