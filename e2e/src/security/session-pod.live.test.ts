import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  gatewayUrl,
  get,
  kubectl,
  logsOf,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';

const namespace = ownNamespace('session-pod', 'switchboard-system');
let key: TestKey;

interface Spec {
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly hostNetwork?: boolean;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly seccompProfile: { readonly type: string } };
  readonly containers: readonly {
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly resources: { readonly limits: Record<string, string>; readonly requests: Record<string, string> };
    readonly securityContext: Record<string, unknown>;
    readonly volumeMounts: readonly { readonly mountPath: string }[];
  }[];
}
interface Pods {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly spec: Spec }[];
}

beforeAll(async () => {
  key = await makeKey(namespace);
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
});
afterAll(() => key.revoke());

const pods = async (): Promise<Pods['items']> => (await get<Pods>('pods', '--namespace', namespace)).items;

test('is confined: no token, no service links, no root, no writable root, memory and storage bounded', async () => {
  const [pod] = await pods();
  expect(pod?.spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  const container = pod?.spec.containers[0];
  expect(container?.securityContext).toMatchObject({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(container?.resources.requests['memory']).toBe(container?.resources.limits['memory']);
  expect(container?.resources.limits['ephemeral-storage']).toBeDefined();
  expect(container?.resources.limits).not.toHaveProperty('cpu');
});

test('LiveKit’s secret is neither in its environment nor in a file it can read', async () => {
  const secret = await get<{ data: Record<string, string> }>(
    'secret',
    'switchboard-livekit',
    '--namespace',
    'switchboard-system',
  );
  const value = Buffer.from(secret.data['api-secret'] ?? '', 'base64').toString();
  expect(value.length).toBeGreaterThan(20);
  const root = rootOf((await pods())[0]?.metadata.name ?? '');
  expect(readFileSync(`${root}/environ`, 'utf8')).not.toContain(value);
  const mounts = (await pods())[0]?.spec.containers[0]?.volumeMounts ?? [];
  const texts = mounts.flatMap(({ mountPath }) => [...mountedTexts(`${root}/root${mountPath}`)]);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).not.toContain(value);
  expect(JSON.stringify(await pods())).not.toContain(value);
});

test('a whole conversation leaves no word, no token and no name in any log', async () => {
  const since = new Date().toISOString();
  const response = await fetch(`${gatewayUrl}/v1/sessions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ agent: 'ada', participant: { name: 'Zebedee Quux', identity: 'phone-15550100' } }),
  });
  const { session, connection } = (await response.json()) as {
    session: { id: string; pod: string };
    connection: { server_url: string; participant_token: string };
  };
  const caller = new ScriptedCaller('phone-15550100');
  const began = performance.now();
  await caller.join(connection.server_url, connection.participant_token);
  await caller.hears(began, 20_000);
  await caller.type('my number is whiskey yellow tango');
  await caller.until('the answer', () => caller.said('agent').find((one) => /whiskey yellow/i.test(one)), 20_000);
  const pod = (await get<{ status: { pod: { name: string } } }>('voicesession', session.id, '-n', namespace)).status
    .pod;
  const logs = [
    await logsOf(namespace, pod.name),
    ...(await Promise.all(
      ['operator', 'gateway'].map((name) =>
        kubectl(['logs', `deployment/switchboard-${name}`, '-n', 'switchboard-system', `--since-time=${since}`]),
      ),
    )),
  ].join('\n');
  await caller.leave();
  expect(logs.length).toBeGreaterThan(0);
  for (const personal of ['whiskey', 'how can I help', 'Zebedee', '15550100', connection.participant_token, key.key])
    expect(logs.toLowerCase()).not.toContain(personal.toLowerCase());
});

/** The pod's process is one of this machine; its root is seen through /proc. */
function rootOf(pod: string): string {
  for (const id of readdirSync('/proc')) {
    if (!/^\d+$/.test(id)) continue;
    try {
      if (readFileSync(`/proc/${id}/environ`, 'utf8').includes(`SWITCHBOARD_POD_NAME=${pod}\0`)) return `/proc/${id}`;
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error(`no process of ${pod}`);
}

function* mountedTexts(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) yield readFileSync(join(entry.parentPath, entry.name), 'utf8');
  }
}
