import { run } from '../command.ts';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly replicas?: number;
  };
}

interface Pod {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount?: number;
      readonly state: { readonly waiting?: { readonly reason: string; readonly message?: string } };
    }[];
  };
}

/** What a workload still waits for, or nothing if all its pods run what was asked for last. */
export function waitsFor({ metadata, spec, status }: Workload): string | undefined {
  const wanted = spec.replicas ?? 1;
  const { updatedReplicas = 0, readyReplicas = 0, replicas = 0 } = status;
  if ((status.observedGeneration ?? 0) < metadata.generation) return 'its controller';
  if (updatedReplicas < wanted) return `${wanted - updatedReplicas} new pod(s)`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old pod(s) to go`;
  if (readyReplicas < wanted) return `${readyReplicas} of ${wanted} ready`;
  return undefined;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

export class NotReady extends Error {
  constructor(what: string, waiting: readonly string[], logs: readonly string[]) {
    super([`${what}:`, indented(waiting), ...logs].join('\n'));
    this.name = 'NotReady';
  }

  /** With the last words of the pods that fail. */
  static async explain(what: string, waiting: readonly string[], failing: readonly Pod[]): Promise<NotReady> {
    return new NotReady(what, waiting, await Promise.all(failing.slice(0, 2).map(lastWords)));
  }
}

const RESTARTS = 3;
const pullFailures = new Set([
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImagePullBackOff',
  'CreateContainerConfigError',
]);

/** It fell over again and again, or there is nothing to start: waiting longer mends nothing. */
export function isHopeless({ status }: Pod): boolean {
  return (status.containerStatuses ?? []).some(({ state, restartCount = 0 }) => {
    const reason = state.waiting?.reason ?? '';
    return pullFailures.has(reason) || (reason === 'CrashLoopBackOff' && restartCount >= RESTARTS);
  });
}

const hasRestarted = ({ status }: Pod): boolean =>
  (status.containerStatuses ?? []).some(({ ready, restartCount = 0 }) => !ready && restartCount > 0);

async function lastWords({ metadata: { name, namespace } }: Pod): Promise<string> {
  const log = ['kubectl', 'logs', '--namespace', namespace, name, '--tail=15'] as const;
  const said = await run([...log, '--previous']).catch(() => run([...log]).catch(() => ''));
  return `last words of ${namespace}/${name}:\n${indented(said.trim() === '' ? ['(none)'] : said.trim().split('\n'))}`;
}

const get = async <T>(kinds: string, namespace: string): Promise<T[]> =>
  (JSON.parse(await run(['kubectl', 'get', kinds, '--namespace', namespace, '--output', 'json'])) as { items: T[] })
    .items;

/** Waits until every Deployment and StatefulSet of the namespaces is rolled out, and says what each waits for. */
export async function waitUntilReady(namespaces: readonly string[], seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  let told = '';
  for (;;) {
    const found = await Promise.all(namespaces.map(waitingIn));
    const waiting = found.flatMap((one) => one.waiting);
    if (waiting.length === 0) return;
    const hopeless = found.flatMap((one) => one.pods).filter(isHopeless);
    const failing = found.flatMap((one) => one.pods).filter((pod) => isHopeless(pod) || hasRestarted(pod));
    if (hopeless.length > 0) throw await NotReady.explain('will not become ready', waiting, failing);
    if (performance.now() > deadline) throw await NotReady.explain(`not ready after ${seconds} s`, waiting, failing);
    const news = waiting.join('; ');
    if (news !== told) console.log(`  waiting: ${news}`);
    told = news;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function waitingIn(namespace: string): Promise<{ waiting: string[]; pods: Pod[] }> {
  const workloads = await get<Workload>('deployments,statefulsets', namespace);
  const waiting = workloads.flatMap((workload) => {
    const reason = waitsFor(workload);
    return reason ? [{ name: workload.metadata.name, reason }] : [];
  });
  if (waiting.length === 0) return { waiting: [], pods: [] };
  const all = await get<Pod>('pods', namespace);
  const pods = all.filter((pod) => waiting.some(({ name }) => pod.metadata.name.startsWith(`${name}-`)));
  const lines = waiting.map(({ name, reason }) => {
    const why = pods.filter((pod) => pod.metadata.name.startsWith(`${name}-`)).flatMap(podTrouble);
    return `${name} for ${reason}${why.length > 0 ? ` (${[...new Set(why)].join(', ')})` : ''}`;
  });
  return { waiting: lines, pods };
}

function podTrouble({ status }: Pod): string[] {
  const unscheduled = status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) return [unscheduled.message ?? 'unschedulable'];
  return (status.containerStatuses ?? []).flatMap(({ state, ready }) =>
    state.waiting
      ? [`${state.waiting.reason}${state.waiting.message ? `: ${state.waiting.message}` : ''}`]
      : ready
        ? []
        : ['starting'],
  );
}
