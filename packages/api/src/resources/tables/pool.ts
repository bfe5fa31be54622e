import { API_VERSION } from '../define.ts';
import type { Accepted, Refused, Table, Updated } from './row.ts';

const day = { name: 'day', start: '0 8 * * 1-5', end: '0 18 * * 1-5', min: 5 };
const CRON = 'must be a cron expression of five fields, such as 0 8 * * 1-5';

const accepted: readonly Accepted[] = [
  ['nothing but an agent', {}],
  ['an empty pool', { 'spec.min': 0, 'spec.max': 0, 'spec.buffer': 0 }],
  ['as many at least as at most', { 'spec.min': 7, 'spec.max': 7 }],
  ['a working day in Berlin', { 'spec.schedule': [{ ...day, timeZone: 'Europe/Berlin' }] }],
  ['a window that changes the buffer only', { 'spec.schedule': [{ ...day, min: undefined, buffer: 4 }] }],
  ['weekdays by name', { 'spec.schedule': [{ ...day, start: '*/15 8 * * MON-FRI' }] }],
  ['a name with a dot', { 'metadata.name': 'frontdesk.day' }],
];

const refused: readonly Refused[] = [
  ['no agent', { 'spec.agent': undefined }, 'spec.agent', 'Required value'],
  ['an agent with a dot', { 'spec.agent': 'a.b' }, 'spec.agent', 'an agent name must be a DNS label'],
  [
    'more at least than at most',
    { 'spec.min': 11 },
    'spec',
    'min must not be larger than max: raise max first, or lower min',
  ],
  ['fewer than none', { 'spec.buffer': -1 }, 'spec.buffer', 'should be greater than or equal to 0'],
  ['too many', { 'spec.max': 10_001 }, 'spec.max', 'should be less than or equal to 10000'],
  ['replicas', { 'spec.replicas': 3 }, 'spec.replicas', 'unknown field'],
  [
    'a maximum age below a minute',
    { 'spec.maximumAgeSeconds': 59 },
    'spec.maximumAgeSeconds',
    'should be greater than or equal to 60',
  ],
  [
    'a maximum age above a day',
    { 'spec.maximumAgeSeconds': 86_401 },
    'spec.maximumAgeSeconds',
    'should be less than or equal to 86400',
  ],
  [
    'a window without an end',
    { 'spec.schedule': [{ ...day, end: undefined }] },
    'spec.schedule[0].end',
    'Required value',
  ],
  [
    'a window that begins at a time of day',
    { 'spec.schedule': [{ ...day, start: 'eight in the morning' }] },
    'spec.schedule[0].start',
    CRON,
  ],
  [
    'a cron expression of six fields',
    { 'spec.schedule': [{ ...day, start: '0 0 8 * * 1-5' }] },
    'spec.schedule[0].start',
    CRON,
  ],
  ['two windows of one name', { 'spec.schedule': [day, day] }, 'spec.schedule[1]', 'Duplicate value'],
  [
    'a window with more at least than at most',
    { 'spec.schedule': [{ ...day, min: 11 }] },
    'spec',
    'min of a schedule window must not be larger than max: raise max, or lower min of the window',
  ],
  [
    'a name that no label can hold',
    { 'metadata.name': 'x'.repeat(64) },
    '',
    'a pool’s name is a label value: at most 63 characters',
  ],
];

const updated: readonly Updated[] = [
  ['min and max grow', {}, { 'spec.min': 20, 'spec.max': 30 }],
  ['agent changes', {}, { 'spec.agent': 'other' }, 'spec', 'agent cannot change: create another VoicePool'],
  [
    'max falls below min',
    { 'spec.min': 5 },
    { 'spec.max': 4 },
    'spec',
    'min must not be larger than max: raise max first, or lower min',
  ],
];

export const poolTable: Table = {
  plural: 'voicepools',
  valid: { apiVersion: API_VERSION, kind: 'VoicePool', metadata: { name: 'frontdesk' }, spec: { agent: 'frontdesk' } },
  accepted,
  refused,
  updated,
};
