import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.ts';

interface Installation {
  readonly root: string;
  readonly namespace: string;
  readonly images: readonly { readonly name: string; readonly ref: string }[];
}

/** Helm leaves a release "pending" when it was killed half way; taking that mark away lets the next upgrade go on. */
export async function installChart({ root, namespace, images }: Installation): Promise<void> {
  await forgetPendingRevision(namespace);
  const values = join(root, 'dev/values.yaml');
  await run([
    'helm',
    'upgrade',
    '--install',
    'switchboard',
    join(root, 'charts/switchboard'),
    '--namespace',
    namespace,
    // CRDs are kept when a release goes, so that the next one finds some that are not its own yet.
    '--take-ownership',
    '--force-conflicts',
    '--history-max',
    '5',
    '--values',
    existsSync(values) ? values : '/dev/null',
    '--set-json',
    JSON.stringify(imageValues(images)),
  ]);
}

/** A program whose image does not exist is not installed. */
export function imageValues(images: Installation['images']): object {
  const ref = (name: string): string => images.find((image) => image.name === name)?.ref ?? '';
  const program = (name: string): object => ({ enabled: ref(name) !== '', image: { ref: ref(name) } });
  return {
    operator: program('operator'),
    gateway: program('gateway'),
    sessionRuntime: { image: { ref: ref('session-runtime') } },
  };
}

async function forgetPendingRevision(namespace: string): Promise<void> {
  const pending = await run([
    'kubectl',
    'get',
    'secrets',
    '--namespace',
    namespace,
    '--output',
    'name',
    '--selector',
    'owner=helm,name=switchboard,status in (pending-install,pending-upgrade,pending-rollback)',
  ]);
  for (const name of pending.split('\n').filter(Boolean))
    await run(['kubectl', 'delete', '--namespace', namespace, name]);
}
