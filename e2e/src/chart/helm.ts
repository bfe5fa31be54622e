import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { home, kubeconfig } from '../support/index.ts';

export const root = resolve(import.meta.dirname, '../../..');
export const chart = join(root, 'charts/switchboard');
const own = join(home, 'bin/helm');
const program = existsSync(own) ? own : 'helm';

/** What helm prints; its complaints are in the error. */
export async function helm(...args: string[]): Promise<string> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const { stdout, stderr } = await promisify(execFile)(program, args, { env, maxBuffer: 32 * 1024 * 1024 });
  return stdout + stderr;
}

export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
    readonly labels?: Record<string, string>;
  };
  readonly data?: Record<string, string>;
  readonly spec?: {
    readonly template?: {
      readonly metadata: { readonly annotations?: Record<string, string> };
      readonly spec: PodSpec;
    };
  } & Partial<PodSpec>;
}

export interface PodSpec {
  readonly priorityClassName?: string;
  readonly nodeSelector?: Record<string, string>;
  readonly tolerations?: readonly object[];
  readonly containers: readonly { readonly image: string }[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly volumes?: readonly { readonly secret?: { readonly secretName: string } }[];
}

export const minimal = { livekit: { url: 'https://livekit.example.com' }, nats: { servers: ['nats://nats:4222'] } };

/** The chart with these values over the least that it needs. */
export async function rendered(values: object = {}): Promise<Manifest[]> {
  const given = ['--set-json', JSON.stringify({ ...minimal, ...values })];
  const text = await helm('template', 'sb', chart, '--namespace', 'system', ...given);
  return parseAllDocuments(text).flatMap((document) => (document.contents ? [document.toJS() as Manifest] : []));
}

export const podSpecs = (manifests: readonly Manifest[]): PodSpec[] =>
  manifests.flatMap(({ kind, spec }) => {
    if (kind === 'Pod') return spec ? [spec as PodSpec] : [];
    return spec?.template ? [spec.template.spec] : [];
  });
