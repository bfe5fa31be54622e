import { connectAs } from '@switchboard/bus/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { containerPid, create, createAgent, get, ownNamespace, warmPods } from '../support/index.ts';
import { busUrl, mountedCredential } from './pod-credential.ts';
import { environmentOf, mountsOf, statusOf, textsBelow } from './processes.ts';

const namespace = ownNamespace('session-pod', 'switchboard-system');

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
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string };
    readonly spec: Spec;
  }[];
}

beforeAll(async () => {
  await createAgent(namespace, 'ada', { warm: 1, runtime: { prejoin: false } });
  await warmPods(namespace, 'ada', 1);
});

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
  const pid = await containerPid(namespace, (await pods())[0]?.metadata.name ?? '');
  expect(environmentOf(pid)).not.toContain(value);
  const mounts = (await pods())[0]?.spec.containers[0]?.volumeMounts ?? [];
  const texts = mounts.flatMap(({ mountPath }) => textsBelow(`/proc/${pid}/root${mountPath}`));
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).not.toContain(value);
  expect(JSON.stringify(await pods())).not.toContain(value);
});

test('what the kernel says of its process is the same', async () => {
  const pid = await containerPid(namespace, (await pods())[0]?.metadata.name ?? '');
  const { Uid, CapEff, NoNewPrivs, Seccomp } = statusOf(pid);
  expect({ Uid, CapEff, NoNewPrivs, Seccomp }).toEqual({
    Uid: '65532 65532 65532 65532',
    CapEff: '0000000000000000',
    NoNewPrivs: '1',
    Seccomp: '2',
  });
  expect(mountsOf(pid).find(({ path }) => path === '/')?.options).toContain('ro');
  expect(mountsOf(pid).some(({ path }) => path.startsWith('/var/run/secrets/kubernetes.io'))).toBe(false);
});

interface RoomToken {
  readonly nbf: number;
  readonly exp: number;
  readonly video: Record<string, unknown>;
}

test('the token that it is handed opens one room, for two minutes, and administers nothing', async () => {
  const [pod] = await pods();
  const { uid = '', name = '' } = pod?.metadata ?? {};
  const listening = await connectAs(await busUrl(), await mountedCredential(namespace, name), uid);
  onTestFinished(() => listening.close());
  const heard = listening.subscribe(`sb.ctl.${uid}.assign`, { max: 1 });
  await listening.flush();
  await create({
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceSession',
    metadata: { namespace, name: 'call' },
    spec: { agent: 'ada' },
  });
  for await (const message of heard) {
    const { room } = message.json<{ room: { name: string; token: string } }>();
    const [, claims = ''] = room.token.split('.');
    const token = JSON.parse(Buffer.from(claims, 'base64url').toString()) as RoomToken;
    expect(token.exp - Date.now() / 1000).toBeLessThanOrEqual(120);
    expect(token.video['room']).toBe(room.name);
    expect(Object.keys(token.video).filter((grant) => /admin|create|list|record|ingress/i.test(grant))).toEqual([]);
  }
  expect(heard.getReceived()).toBe(1);
});
