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

export class NotReady extends Error {
  constructor(seconds: number, waiting: readonly string[]) {
    super(`not ready after ${seconds} s:\n${waiting.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'NotReady';
  }
}

const get = async <T>(kinds: string, namespace: string): Promise<T[]> =>
  (JSON.parse(await run(['kubectl', 'get', kinds, '--namespace', namespace, '--output', 'json'])) as { items: T[] })
    .items;

/** Waits until every Deployment and StatefulSet of the namespaces is rolled out, and says what each waits for. */
export async function waitUntilReady(namespaces: readonly string[], seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  let told = '';
  for (;;) {
    const waiting = (await Promise.all(namespaces.map(waitingIn))).flat();
    if (waiting.length === 0) return;
    if (performance.now() > deadline) throw new NotReady(seconds, waiting);
    const news = waiting.join('; ');
    if (news !== told) console.log(`  waiting: ${news}`);
    told = news;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function waitingIn(namespace: string): Promise<string[]> {
  const workloads = await get<Workload>('deployments,statefulsets', namespace);
  const waiting = workloads.flatMap((workload) => {
    const reason = waitsFor(workload);
    return reason ? [{ name: workload.metadata.name, reason }] : [];
  });
  if (waiting.length === 0) return [];
  const pods = await get<Pod>('pods', namespace);
  return waiting.map(({ name, reason }) => {
    const why = pods.filter((pod) => pod.metadata.name.startsWith(`${name}-`)).flatMap(podTrouble);
    return `${name} for ${reason}${why.length > 0 ? ` (${[...new Set(why)].join(', ')})` : ''}`;
  });
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
