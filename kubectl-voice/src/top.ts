import { labels } from '@switchboard/api';
import type { Kubectl } from './kubectl.ts';
import { isLive, type Pod, type Session } from './objects.ts';
import { ageOf, bytesOf, mebibytes } from './quantity.ts';
import { table } from './table.ts';

export interface Row {
  readonly session: Session;
  readonly nowBytes: number | undefined;
  readonly peakBytes: number | undefined;
  readonly limitBytes: number | undefined;
}

interface PodMetrics {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly containers: readonly { readonly usage: { readonly memory: string } }[];
}

const AT_ONCE = 8;
const HEALTH_PORT = 8081;

/** The live sessions with what their pods use, the fullest first. */
export async function top(kubectl: Kubectl, scope: readonly string[], now: number): Promise<string> {
  const ours = ['-l', `${labels.managedBy}=switchboard`];
  const [sessions, pods, metrics] = await Promise.all([
    kubectl.list<Session>('voicesessions', ...scope),
    kubectl.list<Pod>('pods', ...scope, ...ours),
    kubectl.raw<{ items: PodMetrics[] }>('/apis/metrics.k8s.io/v1beta1/pods'),
  ]);
  const live = sessions.filter(isLive);
  const peaks = await peaksOf(kubectl, live);
  const used = new Map(
    (metrics?.items ?? []).map(({ metadata, containers }) => [
      `${metadata.namespace}/${metadata.name}`,
      containers.reduce((sum, { usage }) => sum + (bytesOf(usage.memory) ?? 0), 0),
    ]),
  );
  const limits = new Map(
    pods.map((pod) => [
      `${pod.metadata.namespace}/${pod.metadata.name}`,
      bytesOf(pod.spec.containers[0]?.resources?.limits?.memory),
    ]),
  );
  const rows = live.map((session): Row => {
    const pod = `${session.metadata.namespace}/${session.status?.pod?.name}`;
    return { session, nowBytes: used.get(pod), peakBytes: peaks.get(pod), limitBytes: limits.get(pod) };
  });
  return print(rows, now);
}

/** Only the pod itself knows its peak; where it can't be asked the column stays empty. */
async function peaksOf(kubectl: Kubectl, sessions: readonly Session[]): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  const left = sessions.filter(({ status }) => status?.pod);
  const worker = async () => {
    for (let session = left.shift(); session; session = left.shift()) {
      const { namespace } = session.metadata;
      const name = session.status?.pod?.name ?? '';
      const path = `/api/v1/namespaces/${namespace}/pods/${name}:${HEALTH_PORT}/proxy/metrics`;
      const text = await kubectl.run(['get', '--raw', path]).catch(() => '');
      const [, peak] = /^switchboard_session_memory_peak_bytes (\S+)$/m.exec(text) ?? [];
      if (peak) peaks.set(`${namespace}/${name}`, Number(peak));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return peaks;
}

const share = ({ nowBytes, limitBytes }: Row): number => (limitBytes ? (nowBytes ?? 0) / limitBytes : 0);

export function print(rows: readonly Row[], now: number): string {
  if (rows.length === 0) return 'No live sessions.';
  const lines = rows
    .toSorted((a, b) => share(b) - share(a))
    .map((row) => {
      const { metadata, spec, status } = row.session;
      const percent = row.nowBytes !== undefined && row.limitBytes ? `${Math.round(share(row) * 100)}%` : '-';
      return [
        metadata.namespace,
        metadata.name,
        spec.agent,
        status?.phase ?? 'Pending',
        mebibytes(row.nowBytes),
        mebibytes(row.peakBytes),
        mebibytes(row.limitBytes),
        percent,
        status?.pod?.node ?? '-',
        ageOf(metadata.creationTimestamp, now),
      ];
    });
  const head = ['NAMESPACE', 'NAME', 'AGENT', 'PHASE', 'MEMORY', 'PEAK', 'LIMIT', 'USED', 'NODE', 'AGE'];
  return table(head, lines);
}
