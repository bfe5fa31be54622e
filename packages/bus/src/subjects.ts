import { bus as contract } from '@switchboard/api';
import { checkId, isId } from './id.ts';

const ROOT = 'sb';

/** Kinds a session pod publishes. */
export type ReportKind = contract.ReportKind;
/** Those that go to JetStream through the outbox. */
export type DurableKind = contract.DurableKind;
/** Those that are gone if nobody hears them. */
export type LiveKind = Exclude<ReportKind, DurableKind>;
/** Requests that a session pod answers. */
export type ControlKind = contract.ControlKind;
/** What is stored about a session so that its record outlives the VoiceSession. */
export type RecordKind = contract.SessionRecord['type'];

const RECORD_KINDS: readonly RecordKind[] = ['committed', 'ended', 'feedback'];

export interface RecordAddress {
  namespace: string;
  sessionUid: string;
}

export function reportSubject(podUid: string, kind: ReportKind): string {
  return `${ROOT}.pod.${checkId(podUid, 'pod uid')}.${kind}`;
}

export function controlSubject(podUid: string, kind: ControlKind): string {
  return `${ROOT}.ctl.${checkId(podUid, 'pod uid')}.${kind}`;
}

export function recordSubject(address: RecordAddress, kind: RecordKind): string {
  return `${recordPrefix(address)}.${kind}`;
}

/** Where a reader puts a message it gave up on. */
export function deadSubject(readerName: string): string {
  return `${ROOT}.dead.${checkId(readerName, 'reader name')}`;
}

/** Work that a gateway leaves for the gateways: one subject for each hook endpoint. */
export function hookSubject(namespace: string, endpointId: string): string {
  return `${ROOT}.hook.${checkId(namespace, 'namespace')}.${checkId(endpointId, 'hook endpoint id')}`;
}

/** Asked of the operator: which session pods a namespace has. */
export const workersSubject = (namespace: string): string => `${ROOT}.op.workers.${checkId(namespace, 'namespace')}`;
export const workersFilter = `${ROOT}.op.workers.*`;

export function parseWorkersSubject(subject: string): string | undefined {
  const [root, area, what, namespace = '', ...rest] = subject.split('.');
  const fits = root === ROOT && area === 'op' && what === 'workers' && rest.length === 0;
  return fits && isId(namespace) ? namespace : undefined;
}

/** Filters to subscribe with, or to read streams with. */
export const filters = {
  allReports: `${ROOT}.pod.*.*`,
  reports: (kind: ReportKind): string => `${ROOT}.pod.*.${kind}`,
  pod: (podUid: string): string => `${ROOT}.pod.${checkId(podUid, 'pod uid')}.*`,
  /** Durable reports as the stream publishes them again once stored: they carry their place in the stream. */
  storedReports: `${ROOT}.live.*.*`,
  control: (podUid: string): string => `${ROOT}.ctl.${checkId(podUid, 'pod uid')}.*`,
  allRecords: `${ROOT}.rec.*.*.*`,
  tenantRecords: (namespace: string): string => `${ROOT}.rec.${checkId(namespace, 'namespace')}.*.*`,
  record: (address: RecordAddress): string => `${recordPrefix(address)}.*`,
  allDead: `${ROOT}.dead.*`,
  allHooks: `${ROOT}.hook.*.*`,
} as const;

/** How the reports stream names a report when it publishes it again. */
export const REPUBLISH = { src: filters.allReports, dest: `${ROOT}.live.{{wildcard(1)}}.{{wildcard(2)}}` } as const;

export type ParsedSubject =
  | { type: 'report'; podUid: string; kind: ReportKind }
  | { type: 'control'; podUid: string; kind: ControlKind }
  | { type: 'record'; namespace: string; sessionUid: string; kind: RecordKind }
  | { type: 'hook'; namespace: string; endpointId: string }
  | { type: 'dead'; reader: string };

/** Undefined for a subject that is none of ours, or of a kind that this version does not know. */
export function parseSubject(subject: string): ParsedSubject | undefined {
  const parts = subject.split('.');
  const [root, area, id = '', second = '', third, ...rest] = parts;
  if (root !== ROOT || rest.length > 0 || !isId(id)) return undefined;
  if ((area === 'pod' || area === 'live') && third === undefined && isKey(contract.reports, second)) {
    return { type: 'report', podUid: id, kind: second };
  }
  if (area === 'ctl' && third === undefined && isKey(contract.control, second)) {
    return { type: 'control', podUid: id, kind: second };
  }
  if (area === 'hook' && third === undefined && isId(second)) {
    return { type: 'hook', namespace: id, endpointId: second };
  }
  if (area === 'dead' && parts.length === 3) return { type: 'dead', reader: id };
  const kind = RECORD_KINDS.find((known) => known === third);
  if (area === 'rec' && kind && isId(second)) return { type: 'record', namespace: id, sessionUid: second, kind };
  return undefined;
}

function recordPrefix({ namespace, sessionUid }: RecordAddress): string {
  return `${ROOT}.rec.${checkId(namespace, 'namespace')}.${checkId(sessionUid, 'session uid')}`;
}

function isKey<T extends object>(catalogue: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(catalogue, key);
}
