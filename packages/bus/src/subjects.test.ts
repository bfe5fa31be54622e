import { randomUUID } from 'node:crypto';
import { bus as contract } from '@switchboard/api';
import { describe, expect, test } from 'vitest';
import { InvalidIdError } from './id.ts';
import {
  controlSubject,
  deadSubject,
  filters,
  hookSubject,
  parseSubject,
  recordSubject,
  reportSubject,
} from './subjects.ts';

const podUid = randomUUID();
const sessionUid = randomUUID();

test.each(Object.keys(contract.reports) as contract.ReportKind[])('the %s report parses back', (kind) => {
  expect(parseSubject(reportSubject(podUid, kind))).toEqual({ type: 'report', podUid, kind });
});

test.each(Object.keys(contract.control) as contract.ControlKind[])('the %s request parses back', (kind) => {
  expect(parseSubject(controlSubject(podUid, kind))).toEqual({ type: 'control', podUid, kind });
});

test('records, hooks, dead letters and stored reports parse back', () => {
  const address = { namespace: 'demo', sessionUid };
  expect(parseSubject(recordSubject(address, 'ended'))).toEqual({ type: 'record', ...address, kind: 'ended' });
  expect(parseSubject(hookSubject('demo', 'h-1'))).toEqual({ type: 'hook', namespace: 'demo', endpointId: 'h-1' });
  expect(parseSubject(deadSubject('operator-status'))).toEqual({ type: 'dead', reader: 'operator-status' });
  expect(parseSubject(`sb.live.${podUid}.turn`)).toEqual({ type: 'report', podUid, kind: 'turn' });
});

test.each([
  'other.pod.a.status',
  'sb.pod.a',
  'sb.pod.a.nonsense',
  'sb.pod.a.toString',
  'sb.pod.a.status.more',
  'sb.pod.*.status',
  'sb.pod.A.status',
  'sb.rec.demo.a.nonsense',
  'sb.rec.demo.a',
  'sb.dead.a.b',
  '',
])('%j is none of ours', (subject) => {
  expect(parseSubject(subject)).toBeUndefined();
});

describe('an id that would change the subject is refused', () => {
  test.each(['*', '>', 'a.b', '', 'A', 'a b', '-a', 'a-', 'a'.repeat(64), 'a\n'])('%j', (id) => {
    expect(() => reportSubject(id, 'status')).toThrow(InvalidIdError);
    expect(() => controlSubject(id, 'end')).toThrow(InvalidIdError);
    expect(() => recordSubject({ namespace: id, sessionUid }, 'ended')).toThrow(InvalidIdError);
    expect(() => recordSubject({ namespace: 'demo', sessionUid: id }, 'ended')).toThrow(InvalidIdError);
    expect(() => hookSubject('demo', id)).toThrow(InvalidIdError);
    expect(() => deadSubject(id)).toThrow(InvalidIdError);
    expect(() => filters.pod(id)).toThrow(InvalidIdError);
    expect(() => filters.control(id)).toThrow(InvalidIdError);
    expect(() => filters.tenantRecords(id)).toThrow(InvalidIdError);
  });
});
