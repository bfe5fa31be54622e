import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually, get, killContainer, kubectl, ownNamespace, pod, signalContainer } from '../support/index.ts';
import { Scene } from './scene.ts';

const system = 'switchboard-system';
const deployment = 'deployment/switchboard-operator';
const namespace = ownNamespace('replicas', system);
const scene = new Scene(namespace);
const auditLog = process.env['SWB_AUDIT_LOG'] ?? '/var/lib/switchboard/audit/audit.log';
let count = 0;

async function scale(replicas: number): Promise<void> {
  await kubectl(['scale', deployment, '--namespace', system, `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', deployment, '--namespace', system, '--timeout=90s']);
}

/** The pod that holds the lease, once it is another than `than`; of one that is gone the lease may say so for a while. */
function leader(than?: string): Promise<string> {
  return eventually(
    'a leader',
    async () => {
      const { spec } = await get<{ spec: { holderIdentity?: string } }>(
        'lease',
        'switchboard-operator',
        '--namespace',
        system,
      );
      const pod = spec.holderIdentity?.split('_')[0];
      if (!pod || pod === than) return undefined;
      await get('pod', pod, '--namespace', system);
      return pod;
    },
    60,
  );
}

async function aCallBegins(): Promise<string> {
  const name = `call-${++count}`;
  await scene.start(name, 'desk');
  await scene.inPhase(name, 'Active', 60);
  return name;
}

interface Audited {
  readonly verb: string;
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly extra?: Record<string, string[]> };
  readonly objectRef?: { readonly resource: string; readonly namespace?: string; readonly name?: string };
  readonly responseStatus?: { readonly code: number };
}

/** What a pod wrote since then, by the API server's own log; its try for the lease apart. */
async function writesOf(pod: string, since: string): Promise<Audited[]> {
  const lines = (await readFile(auditLog, 'utf8')).split('\n').filter((line) => line.includes(pod));
  return lines
    .map((line) => JSON.parse(line) as Audited)
    .filter(({ user }) => user.extra?.['authentication.kubernetes.io/pod-name']?.includes(pod))
    .filter(({ requestReceivedTimestamp }) => requestReceivedTimestamp > since)
    .filter(({ objectRef, responseStatus }) => objectRef?.resource !== 'leases' && (responseStatus?.code ?? 0) < 300);
}

describe('two operators', () => {
  afterAll(() => scale(1));

  it('a frozen leader is succeeded, and writes nothing when it thaws', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    await scene.pool('desk', { min: 1, max: 3, buffer: 1 });
    await scale(2);
    const frozen = await leader();
    const stays = await aCallBegins();
    await signalContainer(system, frozen, 'SIGSTOP');
    let thawedAt = '';
    try {
      await leader(frozen);
      await aCallBegins();
    } finally {
      thawedAt = new Date().toISOString();
      await signalContainer(system, frozen, 'SIGCONT');
    }
    const other = await aCallBegins();
    expect(await leader()).not.toBe(frozen);
    expect(await writesOf(frozen, thawedAt)).toEqual([]);
    for (const name of [stays, other]) expect((await scene.session(name)).status?.phase).toBe('Active');
  });

  it('a leader that is asked to go hands over, and one that is killed is succeeded', async () => {
    const first = await leader();
    await kubectl(['delete', 'pod', first, '--namespace', system, '--wait=false']);
    const second = await leader(first);
    await aCallBegins();
    await kubectl(['rollout', 'status', deployment, '--namespace', system, '--timeout=90s']);
    await killContainer(system, second);
    // The lease of one that was killed runs out, or it takes it again itself: either way somebody works.
    await aCallBegins();
    for (let at = 1; at <= count; at++) expect((await scene.session(`call-${at}`)).status?.phase).toBe('Active');
  });

  it('nobody has two pods', async () => {
    const pods = await get<{ items: { metadata: { labels: Record<string, string> } }[] }>(
      'pods',
      '--namespace',
      namespace,
      '-l',
      'switchboard.dev/session',
    );
    const owners = pods.items.map(({ metadata }) => metadata.labels['switchboard.dev/session']);
    expect(owners).toHaveLength(count);
    expect(new Set(owners).size).toBe(count);
  });
});

describe('no operator at all', () => {
  afterAll(() => scale(1));

  it('a call that ends meanwhile is told as it ended', async () => {
    await scene.agent('brief', { STUB_CALLER_MS: '0', STUB_LEAVES_MS: '5000' });
    await scene.start('unseen', 'brief');
    const { status } = await scene.inPhase('unseen', 'Active', 60);
    await scale(0);
    const name = status?.pod?.name ?? '';
    await eventually('the pod to end', async () => (await pod(namespace, name)).status.phase === 'Succeeded', 60);
    expect((await scene.session('unseen')).status?.phase).toBe('Active');
    await scale(1);
    expect(await scene.ended('unseen')).toBe('CallerLeft');
  });
});
