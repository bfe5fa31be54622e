import { labels } from '@switchboard/api';
import type { Kubectl } from './kubectl.ts';
import { isLive, nodeOf, type Pod, type Session } from './objects.ts';
import { table } from './table.ts';

export interface DrainOptions {
  readonly node: string;
  /** `--namespace NAME` or all of them. */
  readonly scope: readonly string[];
  /** Only say what would be done. */
  readonly dryRun: boolean;
  /** Let conversations end by themselves. */
  readonly wait: boolean;
  /** Bound of the whole. */
  readonly timeoutSeconds: number;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly say: (line: string) => void;
}

export interface OnNode {
  readonly live: readonly Session[];
  readonly warm: readonly Pod[];
}

const LOOK_EVERY_MS = 1000;
const AT_ONCE = 8;

/** True when nobody is left on the node. */
export async function drain(kubectl: Kubectl, options: DrainOptions): Promise<boolean> {
  const { node, scope, dryRun, wait, say } = options;
  await kubectl.run(['get', 'node', node, '--output', 'name']);
  const found = await onNode(kubectl, node, scope);
  say(summary(node, found));
  if (dryRun) return true;
  if (!wait && found.live.length > 0) {
    const question = `End ${count(found.live.length, 'conversation')} on ${node} with a goodbye?`;
    if (!(await options.confirm(question))) {
      say('Nothing was done. --wait lets them end by themselves.');
      return false;
    }
  }
  await kubectl.run(['cordon', node]);
  say(`${node} takes no new pods.`);
  return empty(kubectl, options);
}

/** Looks again and again: a session may have been bound to a warm pod of the node a moment before the cordon. */
async function empty(kubectl: Kubectl, { node, scope, wait, timeoutSeconds, say }: DrainOptions): Promise<boolean> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  const told = new Set<string>();
  for (;;) {
    const { live, warm } = await onNode(kubectl, node, scope);
    await forEach(warm, (pod) => evict(kubectl, pod));
    const fresh = wait ? [] : live.filter(({ metadata, spec }) => !spec.stop && !told.has(metadata.uid));
    await forEach(fresh, (session) => takeLeave(kubectl, session));
    for (const { metadata } of fresh) told.add(metadata.uid);
    if (fresh.length > 0) say(`${count(fresh.length, 'conversation')} told to say goodbye.`);
    if (live.length === 0 && warm.length === 0) {
      say(`Nobody is left. Next: kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`);
      return true;
    }
    if (Date.now() > deadline) {
      say(`After ${timeoutSeconds} s there are still ${count(live.length, 'conversation')}; the node stays cordoned.`);
      say(summary(node, { live, warm }));
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function onNode(kubectl: Kubectl, node: string, scope: readonly string[]): Promise<OnNode> {
  const warmOnly = `${labels.managedBy}=switchboard,${labels.claim}=warm`;
  const [sessions, warm] = await Promise.all([
    kubectl.list<Session>('voicesessions', ...scope, '--field-selector', `status.pod.node=${node}`),
    kubectl.list<Pod>('pods', ...scope, '-l', warmOnly, '--field-selector', `spec.nodeName=${node}`),
  ]);
  const living = ({ metadata, status }: Pod) =>
    !metadata.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
  return { live: sessions.filter((session) => isLive(session) && nodeOf(session) === node), warm: warm.filter(living) };
}

export function summary(node: string, { live, warm }: OnNode): string {
  const head = `${node}: ${count(live.length, 'live conversation')}, ${count(warm.length, 'warm pod')}.`;
  if (live.length === 0) return head;
  const rows = live.map(({ metadata, spec, status }) => [
    metadata.namespace,
    metadata.name,
    spec.agent,
    status?.phase ?? '',
  ]);
  return `${head}\n${table(['NAMESPACE', 'NAME', 'AGENT', 'PHASE'], rows)}`;
}

async function takeLeave(kubectl: Kubectl, { metadata }: Session): Promise<void> {
  const patch = JSON.stringify({ spec: { stop: true, stopMode: 'Goodbye', stopReason: 'Drained' } });
  const session = ['voicesession', metadata.name, '--namespace', metadata.namespace];
  await ignoreGone(kubectl.run(['patch', ...session, '--type=merge', '-p', patch]));
}

/** An eviction, not a deletion: disruption budgets hold. One that was claimed meanwhile is guarded by them. */
async function evict(kubectl: Kubectl, { metadata: { name, namespace, uid } }: Pod): Promise<void> {
  const eviction = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: { preconditions: { uid } },
  };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  await ignoreGone(kubectl.run(['create', '--raw', path, '--filename', '-'], JSON.stringify(eviction)));
}

/** What is gone already, or not to be had now, is looked at again in the next round. */
async function ignoreGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: Error) => {
    if (!/not found|TooManyRequests|Conflict|disruption budget/i.test(error.message)) throw error;
  });
}

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;
