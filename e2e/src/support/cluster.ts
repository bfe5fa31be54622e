import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `make up` keeps the cluster. */
export const home = process.env['SWITCHBOARD_HOME'] ?? '/var/lib/switchboard';

const ownKubeconfig = join(home, 'kubeconfig');
export const kubeconfig = process.env['KUBECONFIG'] ?? ownKubeconfig;

const ownKubectl = join(home, 'bin/kubectl');
export const kubectlPath = existsSync(ownKubectl) ? ownKubectl : 'kubectl';

/** The reference under which the cluster knows an image that `make up` built. */
export function imageRef(name: string): string {
  const list = process.env['SWB_IMAGES'] ?? join(home, 'images.json');
  const images = JSON.parse(readFileSync(list, 'utf8')) as { name: string; ref: string }[];
  const image = images.find((candidate) => candidate.name === name);
  if (!image) throw new Error(`no image "${name}" in ${list}: run make up`);
  return image.ref;
}
