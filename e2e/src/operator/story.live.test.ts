import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { kubeconfig, kubectlPath } from '../support/cluster.ts';
import { eventually, get, kubectl, ownNamespace, runningPod } from '../support/index.ts';
import { Scene, type Session } from './scene.ts';

const namespace = ownNamespace('story');
const scene = new Scene(namespace);
const system = 'switchboard-system';

/** What a person sees who watches the sessions, line by line; ends with the test. */
function watching(): { readonly lines: string[]; [Symbol.dispose](): void } {
  const child = spawn(kubectlPath, ['get', 'vs', '--watch', '--namespace', namespace], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const all = (rest + chunk).split('\n');
    rest = all.pop() ?? '';
    lines.push(...all);
  });
  return { lines, [Symbol.dispose]: () => void child.kill() };
}

const said = (lines: readonly string[], name: string): string[] =>
  lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.replaceAll(/ +/g, ' '));

describe('kubectl tells the story of a session', () => {
  it('by its watch alone: where it is, why, in which pod, on which node, and how soon it was ready', async () => {
    using watch = watching();
    await scene.start('nobody', 'nobody');
    await eventually('the watch to be open', async () => said(watch.lines, 'nobody').length > 0);
    await scene.agent('desk', { STUB_JOIN_MS: '300', STUB_CALLER_MS: '700', STUB_LEAVES_MS: '700' });
    await scene.start('call', 'desk');
    await scene.inPhase('call', 'Ended');
    const { status } = await scene.session('call');
    await eventually('the last line', async () =>
      said(watch.lines, 'call').some((line) => line.includes('CallerLeft')),
    );
    const story = said(watch.lines, 'call').join('\n');
    expect(watch.lines[0]).toMatch(/^NAME +AGENT +PHASE +REASON +POD +NODE +READY-IN +AGE/);
    const steps = [
      /call desk Pending NoWarmPod/,
      new RegExp(`call desk Starting Bound ${status?.pod?.name} ${status?.pod?.node}`),
      new RegExp(`call desk Ready AgentInRoom ${status?.pod?.name} ${status?.pod?.node} ${status?.readyIn}`),
      new RegExp(`call desk Active CallerInRoom ${status?.pod?.name}`),
      new RegExp(`call desk Ended CallerLeft ${status?.pod?.name}`),
    ];
    let from = 0;
    for (const step of steps) {
      const found = story.slice(from).search(step);
      expect(found, `${step} after:\n${story.slice(0, from)}\nin:\n${story}`).toBeGreaterThanOrEqual(0);
      from += found;
    }
  });

  it('each end has its reason, a condition, an Event and a metric', async () => {
    await scene.agent('alone', {}, { spec: { limits: { joinSeconds: 5 } } });
    await scene.start('alone', 'alone');
    expect(await scene.ended('alone')).toBe('JoinTimeout');
    const { status, metadata } = await scene.session('alone');
    expect(condition(status, 'Ended')).toMatchObject({
      status: 'True',
      reason: 'JoinTimeout',
      message: status?.message,
    });
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'JoinTimeout' });
    const event = await eventually('its Event', async () => {
      const { items } = await get<{ items: { reason: string; regarding: { uid: string }; note: string }[] }>(
        'events.events.k8s.io',
        '--namespace',
        namespace,
      );
      return items.find(({ reason, regarding }) => reason === 'JoinTimeout' && regarding.uid === metadata.uid);
    });
    expect(event.note).toBe(status?.message);
    const counted = new RegExp(
      `^switchboard_sessions_ended_total\\{(?=[^}]*"${namespace}")[^}]*"JoinTimeout"[^}]*\\} 1$`,
      'm',
    );
    expect(await operatorMetrics()).toMatch(counted);
  });

  it('what holds is what the agent was when the session was bound, and the tighter of both limits', async () => {
    await scene.agent('pinned', { STUB_CALLER_MS: '0' }, { spec: { limits: { idleSeconds: 60, joinSeconds: 30 } } });
    await scene.start('pinned', 'pinned', { limits: { idleSeconds: 90, joinSeconds: 20, maxDurationSeconds: 100 } });
    const bound = (await scene.inPhase('pinned', 'Active')).status;
    const tighter = { idleSeconds: 60, joinSeconds: 20, maxDurationSeconds: 100 };
    expect(bound?.effectiveLimits).toMatchObject(tighter);
    const { metadata } = await get<{ metadata: { generation: number } }>(
      'voiceagent',
      'pinned',
      '--namespace',
      namespace,
    );
    expect(bound?.agentGeneration).toBe(metadata.generation);
    await scene.patch('voiceagent', 'pinned', { prompt: 'Say even less.', limits: { idleSeconds: 5 } });
    await scene.patch('voicesession', 'pinned', { stop: true });
    await scene.ended('pinned');
    const after = (await scene.session('pinned')).status;
    expect(after?.agentGeneration).toBe(bound?.agentGeneration);
    expect(after?.effectiveLimits).toEqual(bound?.effectiveLimits);
  });

  it('an ended session is kept for its ttl, one with a key for longer, and one that was given up not at all', async () => {
    await scene.agent('brief', { STUB_CALLER_MS: '0', STUB_LEAVES_MS: '0' }, { spec: { ttlSeconds: 1 } });
    await scene.agent('kept', { STUB_CALLER_MS: '0' });
    await scene.start('brief', 'brief');
    await scene.start('keyed', 'brief', {}, { 'switchboard.dev/keyed': 'true' });
    await scene.start('given-up', 'kept');
    await scene.inPhase('given-up', 'Active');
    const patch = {
      metadata: { annotations: { 'switchboard.dev/discard': 'true' } },
      spec: { stop: true, stopMode: 'Now' },
    };
    await kubectl(['patch', 'vs', 'given-up', '--namespace', namespace, '--type=merge', '-p', JSON.stringify(patch)]);
    for (const name of ['brief', 'given-up']) {
      await eventually(
        `${name} to be deleted`,
        async () => (await kubectl(['get', 'vs', name, '--namespace', namespace, '--ignore-not-found'])) === '',
      );
    }
    expect((await scene.session('keyed')).status?.phase).toBe('Ended');
  });
});

describe('a call without a pool', () => {
  it('is protected from evictions too', async () => {
    await scene.agent('held', { STUB_CALLER_MS: '0' });
    await scene.start('held', 'held');
    const name = (await scene.inPhase('held', 'Active')).status?.pod?.name ?? '';
    const body = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } });
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    await expect(kubectl(['create', '--raw', path, '-f', '-'], body)).rejects.toThrow(/disruption budget/);
    await scene.patch('voicesession', 'held', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('held')).toBe('Stopped');
  });
});

describe('the operator tells its own', () => {
  it('by metrics under the names that dashboards of other operators know', async () => {
    await scene.start('counted', 'desk');
    await scene.inPhase('counted', 'Ended');
    const text = await operatorMetrics();
    for (const name of [
      'controller_runtime_reconcile_total',
      'controller_runtime_reconcile_time_seconds_bucket',
      'workqueue_depth',
      'workqueue_adds_total',
      'rest_client_requests_total',
      'leader_election_master_status',
    ]) {
      expect(text, name).toMatch(new RegExp(`^${name}[{ ]`, 'm'));
    }
    expect(text).toMatch(/^leader_election_master_status\S* 1$/m);
    // Histograms of the start, by stage, from 5 ms.
    for (const stage of ['queue', 'bind', 'ack', 'join', 'total']) {
      const bucket = new RegExp(
        `^switchboard_session_start_seconds_bucket\\{(?=[^}]*stage="${stage}")[^}]*le="0.005"`,
        'm',
      );
      expect(text, stage).toMatch(bucket);
    }
    for (const { metadata } of await everySession()) expect(text).not.toContain(metadata.uid);
  });

  it('by health endpoints that are well', async () => {
    for (const path of ['healthz', 'readyz']) expect(await operatorAnswers(path), path).toContain('ok');
  });
});

async function operatorAnswers(path: string): Promise<string> {
  const pod = await runningPod(system, 'app.kubernetes.io/name=switchboard-operator');
  return kubectl(['get', '--raw', `/api/v1/namespaces/${system}/pods/${pod}:9090/proxy/${path}`]);
}

const operatorMetrics = (): Promise<string> => operatorAnswers('metrics');

const condition = (status: Session['status'], type: string) => status?.conditions?.find((one) => one.type === type);

const everySession = async (): Promise<Session[]> =>
  (await get<{ items: Session[] }>('voicesessions', '--namespace', namespace)).items;
