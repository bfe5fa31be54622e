import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labels, MANAGED_BY } from '@switchboard/api';
import { parseAllDocuments } from 'yaml';
import { run } from '../../command.ts';
import type { Question } from './compare.ts';
import type { Place } from './table.ts';

interface Peer {
  readonly IP: string;
  readonly Internal?: {
    readonly Namespace: string;
    readonly NamespaceLabels: Readonly<Record<string, string>>;
    readonly PodLabels: Readonly<Record<string, string>>;
  };
}

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: { readonly template?: { readonly metadata: { readonly labels: Record<string, string> } } };
}

export class UnreadableAnswer extends Error {
  constructor(asked: number, answered: number) {
    super(`cyclonus was asked ${asked} questions and answered ${answered}: has its output changed?`);
    this.name = 'UnreadableAnswer';
  }
}

/** Asks cyclonus, which knows NetworkPolicies as a network plugin does, what those of a rendered chart let through. */
export async function whatIsAllowed(
  program: string,
  rendered: string,
  questions: readonly Question[],
): Promise<(question: Question) => boolean> {
  const objects = parseAllDocuments(rendered)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object) => object !== null);
  const peers = peersOf(objects);
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-reach-'));
  try {
    const policies = { items: objects.filter(({ kind }) => kind === 'NetworkPolicy') };
    await writeFile(join(folder, 'policies.json'), JSON.stringify(policies));
    await writeFile(join(folder, 'traffic.json'), JSON.stringify(questions.map((one) => traffic(one, peers))));
    const paths = ['--policy-path', join(folder, 'policies.json'), '--traffic-path', join(folder, 'traffic.json')];
    const said = await run([program, 'analyze', '--mode', 'query-traffic', ...paths]);
    const answers = [...said.matchAll(/IS ALLOWED\?\s*\|\s*(TRUE|FALSE)/g)].map(([, answer]) => answer === 'TRUE');
    if (answers.length !== questions.length) throw new UnreadableAnswer(questions.length, answers.length);
    const open = new Set(questions.filter((_, at) => answers[at]));
    return (question) => open.has(question);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function traffic({ from, to, port }: Question, peers: Record<Place, Peer>): object {
  const [Protocol, number] = port.split(' ');
  return { Source: peers[from], Destination: peers[to], ResolvedPort: Number(number), Protocol };
}

/** Our own pods carry what the chart gave them; those of a tenant what the operator does. */
function peersOf(objects: readonly Rendered[]): Record<Place, Peer> {
  const workload = (name: string): Peer => {
    const found = objects.find(({ spec, metadata }) => spec?.template && metadata.name === name);
    return pod(found?.metadata.namespace ?? '', found?.spec?.template?.metadata.labels ?? {});
  };
  const session = { [labels.managedBy]: MANAGED_BY };
  return {
    operator: workload('switchboard-operator'),
    gateway: workload('switchboard-gateway'),
    uninstall: workload('switchboard-uninstall'),
    session: pod('shop', session),
    'session of another tenant': pod('clinic', session),
    neighbour: pod('shop', { app: 'web' }),
    names: pod('kube-system', { 'k8s-app': 'kube-dns' }),
    bus: pod('nats', { app: 'nats' }),
    livekit: pod('livekit', { app: 'livekit' }),
    models: pod('models', { app: 'vllm' }, { 'switchboard.dev/models': 'true' }),
    monitoring: pod('monitoring', { app: 'prometheus' }),
    stranger: pod('default', { app: 'stranger' }),
    'API server': { IP: '192.168.7.1' },
    internet: { IP: '198.51.100.7' },
    'private network': { IP: '192.168.7.7' },
    'metadata service': { IP: '169.254.169.254' },
  };
}

function pod(Namespace: string, PodLabels: Record<string, string>, more: Record<string, string> = {}): Peer {
  const NamespaceLabels = { 'kubernetes.io/metadata.name': Namespace, ...more };
  return { IP: '10.244.0.9', Internal: { Namespace, NamespaceLabels, PodLabels } };
}
