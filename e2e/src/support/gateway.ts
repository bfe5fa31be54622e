import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { labels } from '@switchboard/api';
import { kubeconfig } from './cluster.ts';
import { eventually } from './eventually.ts';
import { create, get } from './kubectl.ts';

const run = promisify(execFile);
const cli = join(import.meta.dirname, '../../../gateway/src/auth/cli.ts');

/** Where `make up` serves the gateway. */
export const gatewayUrl = process.env['SWB_GATEWAY_URL'] ?? 'http://localhost:8080';

export interface TestKey {
  readonly key: string;
  revoke(): Promise<void>;
}

const keyCli = (...args: string[]) =>
  run(process.execPath, [cli, ...args], { env: { ...process.env, KUBECONFIG: kubeconfig } });

export async function makeKey(
  tenant: string,
  role: 'client' | 'viewer' | 'admin' = 'client',
  keysNamespace = 'switchboard-keys',
): Promise<TestKey> {
  const place = ['--namespace', keysNamespace];
  const key = (await keyCli('--tenant', tenant, '--role', role, ...place)).stdout.trim();
  const id = key.split('_')[1] ?? '';
  return { key, revoke: async () => void (await keyCli('--revoke', id, ...place)) };
}

const speech = [{ endpoints: [{ url: 'http://speech.switchboard-dev:8000/v1' }], model: 'offline' }];

export interface AgentOptions {
  readonly greeting?: string;
  readonly warm?: number;
  /** Of pods that wait and pods that talk together. */
  readonly most?: number;
  readonly spec?: object;
  readonly runtime?: object;
}

/** An agent of the offline speech service with warm pods that wait in their rooms. */
export async function createAgent(namespace: string, name: string, options: AgentOptions = {}): Promise<void> {
  const { greeting = 'Hello, how can I help you?', warm = 1, spec = {}, runtime = {} } = options;
  const { most = Math.max(4, warm * 2) } = options;
  const voiceAgent = {
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoiceAgent',
    metadata: { namespace, name },
    spec: {
      prompt: 'You answer the telephone of a small hotel.',
      greeting,
      speech: { transcribe: speech, think: speech, speak: speech },
      runtime: { prejoin: true, ...runtime },
      ...spec,
    },
  };
  const pool = {
    apiVersion: 'switchboard.dev/v1alpha1',
    kind: 'VoicePool',
    metadata: { namespace, name },
    spec: { agent: name, min: warm, max: most, buffer: warm },
  };
  await create(voiceAgent, ...(warm > 0 ? [pool] : []));
}

interface PoolObject {
  readonly status?: { readonly ready?: number };
}

/** Waits until so many pods of the pool can be claimed. */
export const warmPods = (namespace: string, pool: string, count: number, seconds = 90): Promise<unknown> =>
  eventually(
    `${count} warm pod(s) of ${pool}`,
    async () => {
      // The count in the status is of a moment ago, when a pod may have been warm that is claimed now.
      const warm = ['-l', `${labels.pool}=${pool},${labels.claim}=warm`, '--field-selector=status.phase=Running'];
      const { items } = await get<{ items: object[] }>('pods', '--namespace', namespace, ...warm);
      if (items.length < count) return false;
      return ((await get<PoolObject>('voicepool', pool, '--namespace', namespace)).status?.ready ?? 0) >= count;
    },
    seconds,
  );
