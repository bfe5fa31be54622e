import { afterAll, describe, expect, it } from 'vitest';
import {
  componentPid,
  containerPid,
  eventually,
  get,
  livekit,
  make,
  ownNamespace,
  signalContainer,
} from '../support/index.ts';
import { Scene } from './scene.ts';

const namespace = ownNamespace('nodes', 'switchboard-system');
const scene = new Scene(namespace);
const node = process.env['SWB_NODE'] ?? 'switchboard-node';

interface NodeObject {
  readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] };
}

async function nodeBecomes(ready: boolean): Promise<unknown> {
  return eventually(
    `the node to become ${ready ? 'ready' : 'not ready'}`,
    async () => {
      const { status } = await get<NodeObject>('node', node);
      return status.conditions.some((one) => one.type === 'Ready' && (one.status === 'True') === ready);
    },
    120,
  );
}

async function talking(name: string, agent: string): Promise<string> {
  await scene.start(name, agent);
  return (await scene.inPhase(name, 'Active', 60)).status?.pod?.name ?? '';
}

describe('a node that is lost, and one that only seems so', () => {
  afterAll(async () => {
    await make('up');
    await nodeBecomes(true);
  });

  it('kubelet and container frozen: NodeLost, with the pod and the room gone', async () => {
    await scene.agent('desk', { STUB_CALLER_MS: '0' });
    const others = ['other'];
    for (const name of others) await talking(name, 'desk');
    const pod = await talking('lost', 'desk');
    const kubelet = await componentPid('kubelet');
    const container = await containerPid(namespace, pod);
    process.kill(kubelet, 'SIGSTOP');
    try {
      await signalContainer(namespace, pod, 'SIGSTOP');
      expect(await scene.ended('lost', 60)).toBe('NodeLost');
      expect((await scene.session('lost')).status?.message).toContain(node);
      // No kubelet confirms a deletion: it is forced, by uid.
      await scene.nothingLeft('lost', (await livekit()).rooms);
      for (const name of others) expect((await scene.session(name)).status?.phase).toBe('Active');
    } finally {
      process.kill(kubelet, 'SIGCONT');
    }
    await nodeBecomes(true);
    await eventually('the kubelet to end the container that nobody wants any more', async () => !alive(container), 60);
  });

  it('the kubelet freezes until the node is NotReady, and thaws: no session is lost', async () => {
    const kubelet = await componentPid('kubelet');
    process.kill(kubelet, 'SIGSTOP');
    try {
      await nodeBecomes(false);
      expect((await scene.session('other')).status?.phase).toBe('Active');
    } finally {
      process.kill(kubelet, 'SIGCONT');
    }
    await nodeBecomes(true);
    expect((await scene.session('other')).status?.phase).toBe('Active');
  });

  it('the kubelet is killed: the call goes on, hears its stop, and is cleaned up when the kubelet is back', async () => {
    process.kill(await componentPid('kubelet'), 'SIGKILL');
    await nodeBecomes(false);
    expect((await scene.session('other')).status?.phase).toBe('Active');
    await scene.patch('voicesession', 'other', { stop: true, stopMode: 'Now' });
    expect(await scene.ended('other', 30)).toBe('Stopped');
    await make('up');
    await scene.nothingLeft('other', (await livekit()).rooms);
  });
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
