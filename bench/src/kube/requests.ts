import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { Client, type Connection, namespaces, type Pod, pathOf, pods } from '@switchboard/kube';
import type { PrivateApiServer } from '@switchboard/kube/testing';
import { figures } from '../figures.ts';
import { bareHttps } from './bare.ts';

const rounds = 300;
const warmUp = 50;
const ref = { namespace: 'requests', name: 'pod' };

type Ways = Record<'kube' | 'client-node' | 'bare', () => Promise<unknown>>;

/** GET and PATCH of a pod three ways, taking turns: this package, client-node as it comes, bare HTTPS. */
export async function benchRequests(server: PrivateApiServer, connection: Connection): Promise<object[]> {
  const client = new Client(connection);
  await client.of(namespaces).create({ metadata: { name: ref.namespace } });
  await client.of(pods).create(pod());
  const config = new KubeConfig();
  config.loadFromFile(server.kubeconfig());
  const core = config.makeApiClient(CoreV1Api);
  const bare = bareHttps(server.kubeconfig());
  const path = pathOf(pods, ref.namespace, ref.name);
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  let turn = 0;
  const label = () => ({ metadata: { labels: { turn: String(turn++) } } });
  const get: Ways = {
    kube: () => client.of(pods).get(ref),
    'client-node': () => core.readNamespacedPod(ref),
    bare: () => bare.send('GET', path),
  };
  const patch: Ways = {
    kube: () => client.of(pods).patch(ref, label()),
    'client-node': () => core.patchNamespacedPod({ ...ref, body: label() }, merge),
    bare: () => bare.send('PATCH', path, JSON.stringify(label()), 'application/merge-patch+json'),
  };
  try {
    return [...(await compare('GET', get)), ...(await compare('PATCH', patch))];
  } finally {
    bare.close();
  }
}

async function compare(method: string, ways: Ways): Promise<object[]> {
  const times: Record<keyof Ways, number[]> = { kube: [], 'client-node': [], bare: [] };
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const way of ['kube', 'client-node', 'bare'] as const) {
      const began = performance.now();
      await ways[way]();
      if (round >= warmUp) times[way].push((performance.now() - began) * 1000);
    }
  }
  const lines = Object.entries(times).map(([way, values]) => figures('kube', `${method} pod, ${way}`, 'us', values));
  const [kube, node, bare] = lines.map(({ p50 }) => p50);
  const ratio = (a = Number.NaN, b = Number.NaN) => Math.round((a / b) * 100) / 100;
  // No client can be under the last one: what is left is the server's own time.
  const ratios = { toClientNode: ratio(kube, node), toBare: ratio(kube, bare), bareToClientNode: ratio(bare, node) };
  return [...lines, { bench: 'kube', case: `${method} pod, p50 ratios`, ...ratios }];
}

export function pod(at = ref): Pod {
  return {
    metadata: { ...at, labels: { app: 'voice', pool: 'concierge' } },
    spec: {
      containers: [
        {
          name: 'session',
          image: 'none',
          env: Array.from({ length: 12 }, (_, index) => ({ name: `V${index}`, value: 'value' })),
          resources: { requests: { memory: '300Mi', cpu: '150m' }, limits: { memory: '300Mi' } },
        },
      ],
    },
  };
}
