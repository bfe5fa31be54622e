import { checkId, isId } from './id.ts';

const ROOT = 'sb';

/** Kinds a session pod publishes. `live` is gone if nobody hears it; `stored` goes to JetStream through the outbox. */
export const POD_KINDS = {
  hello: 'live',
  heartbeat: 'live',
  interim: 'live',
  status: 'stored',
  turn: 'stored',
  transcript: 'stored',
} as const;

export type PodKind = keyof typeof POD_KINDS;
export type StoredKind = { [K in PodKind]: (typeof POD_KINDS)[K] extends 'stored' ? K : never }[PodKind];
export type LiveKind = Exclude<PodKind, StoredKind>;

/** Kinds a session pod listens to; each is a request that the pod answers with an ack. */
export const CONTROL_KINDS = [
  'whoami',
  'prepare',
  'assign',
  'say',
  'inject',
  'interrupt',
  'limits',
  'token',
  'drain',
  'end',
] as const;

export type ControlKind = (typeof CONTROL_KINDS)[number];

/** What is written about a session so that its record outlives the VoiceSession. */
export const RECORD_KINDS = ['commit', 'end', 'feedback'] as const;

export type RecordKind = (typeof RECORD_KINDS)[number];

export function podSubject(uid: string, kind: PodKind): string {
  return `${ROOT}.pod.${checkId(uid, 'pod uid')}.${kind}`;
}

export function controlSubject(uid: string, kind: ControlKind): string {
  return `${ROOT}.ctl.${checkId(uid, 'pod uid')}.${kind}`;
}

export interface RecordAddress {
  namespace: string;
  sessionUid: string;
}

export function recordSubject({ namespace, sessionUid }: RecordAddress, kind: RecordKind): string {
  return `${ROOT}.rec.${checkId(namespace, 'namespace')}.${checkId(sessionUid, 'session uid')}.${kind}`;
}

/** Where a reader puts a message it gave up on: `reader` is the durable's name. */
export function deadSubject(reader: string): string {
  return `${ROOT}.dead.${checkId(reader, 'reader name')}`;
}

/** Work that a gateway hands to the gateways: one subject for each hook endpoint. */
export function hookSubject(namespace: string, endpoint: string): string {
  return `${ROOT}.hook.${checkId(namespace, 'namespace')}.${checkId(endpoint, 'hook endpoint id')}`;
}

/** Filters to subscribe or to read streams with. */
export const filters = {
  pods: (kind: PodKind): string => `${ROOT}.pod.*.${kind}`,
  allPods: `${ROOT}.pod.*.*`,
  pod: (uid: string): string => `${ROOT}.pod.${checkId(uid, 'pod uid')}.*`,
  control: (uid: string): string => `${ROOT}.ctl.${checkId(uid, 'pod uid')}.>`,
  allRecords: `${ROOT}.rec.>`,
  tenantRecords: (namespace: string): string => `${ROOT}.rec.${checkId(namespace, 'namespace')}.>`,
  record: ({ namespace, sessionUid }: RecordAddress): string =>
    `${ROOT}.rec.${checkId(namespace, 'namespace')}.${checkId(sessionUid, 'session uid')}.*`,
  allDead: `${ROOT}.dead.*`,
  allHooks: `${ROOT}.hook.*.*`,
} as const;

export type ParsedSubject =
  | { type: 'pod'; uid: string; kind: PodKind }
  | { type: 'control'; uid: string; kind: ControlKind }
  | { type: 'record'; namespace: string; sessionUid: string; kind: RecordKind };

/** Undefined for a subject that is none of ours, or of a kind this version does not know. */
export function parseSubject(subject: string): ParsedSubject | undefined {
  const [root, area, first = '', second = '', third, ...rest] = subject.split('.');
  if (root !== ROOT || rest.length > 0 || !isId(first)) return undefined;
  if (area === 'pod' && third === undefined && second in POD_KINDS) {
    return { type: 'pod', uid: first, kind: second as PodKind };
  }
  if (area === 'ctl' && third === undefined && isOneOf(CONTROL_KINDS, second)) {
    return { type: 'control', uid: first, kind: second };
  }
  if (area === 'rec' && isId(second) && isOneOf(RECORD_KINDS, third)) {
    return { type: 'record', namespace: first, sessionUid: second, kind: third };
  }
  return undefined;
}

function isOneOf<T extends string>(list: readonly T[], value: string | undefined): value is T {
  return (list as readonly (string | undefined)[]).includes(value);
}
