import { bus as contract } from '@switchboard/api';
import {
  type AnyReport,
  type Bus,
  decodeAny,
  filters,
  parseSubject,
  type Report,
  type ReportKind,
} from '@switchboard/bus';

export interface SeenReport {
  readonly at: number;
  readonly subject: string;
  readonly messageId: string;
  readonly report: AnyReport;
}

/** All that one pod publishes, with when it came; what does not follow its schema is kept apart. */
export class Observed {
  readonly reports: SeenReport[] = [];
  readonly faults: string[] = [];
  readonly stop: () => void;

  constructor(bus: Bus, podUid: string) {
    this.stop = bus.subscribe(filters.pod(podUid), ({ subject, data, headers }) => {
      const at = performance.now();
      const address = parseSubject(subject);
      if (address?.type !== 'report') {
        this.faults.push(`a message on ${subject}, which is no kind of report`);
        return;
      }
      try {
        const report = decodeAny(address, data);
        if (!report || !('podUid' in report)) return;
        this.reports.push({ at, subject, messageId: headers?.get('Nats-Msg-Id') ?? '', report });
      } catch (error) {
        this.faults.push(`${address.kind}: ${explain(error)}`);
      }
    });
  }

  of<K extends ReportKind>(kind: K): { at: number; report: Report<K> }[] {
    return this.reports.flatMap(({ at, report }) =>
      report.kind === kind ? [{ at, report: report.report as Report<K> }] : [],
    );
  }

  durable(): (SeenReport & { sequence: number; sessionUid: string })[] {
    return this.reports.flatMap((seen) => {
      const { report } = seen.report;
      const { durable } = contract.reports[seen.report.kind];
      if (!durable || !('sequence' in report)) return [];
      return [{ ...seen, sequence: report.sequence, sessionUid: report.session.uid }];
    });
  }
}

// The issues of a schema name the field and the rule, never the value.
function explain(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const issues = (cause as { issues?: { path: PropertyKey[]; message: string }[] } | undefined)?.issues ?? [];
  if (issues.length === 0) return cause instanceof Error ? cause.message : String(error);
  return issues.map(({ path, message }) => `${path.join('.') || 'the message'}: ${message}`).join('; ');
}
