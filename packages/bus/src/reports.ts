import { bus as contract } from '@switchboard/api';
import type { Bus } from './bus.ts';
import { decode, encode } from './codec.ts';
import type { Read, Schema, Written } from './schema.ts';
import { type LiveKind, type ParsedSubject, type RecordKind, type ReportKind, reportSubject } from './subjects.ts';

type Reports = typeof contract.reports;
type ReportOf = { [K in ReportKind]: Read<Reports[K]['message']> };
export type Report<K extends ReportKind> = ReportOf[K];
export type ReportMessage<K extends ReportKind> = Written<Reports[K]['message']>;

/** A report with its kind, to tell them apart in one stream. */
export type AnyReport = { [K in ReportKind]: { kind: K; podUid: string; report: Report<K> } }[ReportKind];

/** What a stream of ours may hold, decoded. */
export type AnyStored = AnyReport | { kind: RecordKind; record: contract.SessionRecord };

/** Says something that nobody keeps. False if it was not sent because the bus is down. */
export function tell<K extends LiveKind>(bus: Bus, podUid: string, kind: K, message: ReportMessage<K>): boolean {
  const schema: Schema<unknown> = contract.reports[kind].message;
  return bus.publish(reportSubject(podUid, kind), encode(schema, message));
}

type Decoders = { [K in ReportKind]: (subject: ParsedSubject, data: Uint8Array) => Report<K> };

/** For listeners and readers of `filters.reports(kind)`. */
export function decodeReport<K extends ReportKind>(kind: K): Decoders[K] {
  const schema: Schema<unknown> = contract.reports[kind].message;
  return ((_subject, data) => decode(schema, data)) as Decoders[K];
}

/** For listeners and readers of several kinds. Throws for a message that does not follow its schema. */
export function decodeAny(subject: ParsedSubject, data: Uint8Array): AnyStored | undefined {
  if (subject.type === 'record') return { kind: subject.kind, record: decode(contract.record, data) };
  if (subject.type !== 'report') return undefined;
  const { kind, podUid } = subject;
  const schema: Schema<unknown> = contract.reports[kind].message;
  return { kind, podUid, report: decode(schema, data) } as AnyReport;
}
