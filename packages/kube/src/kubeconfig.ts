import { existsSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';

const podTokenPath = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** No cluster can be found or reached with what the environment offers. */
export class KubeConfigError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'KubeConfigError';
  }
}

/**
 * The file given, else KUBECONFIG, else the pod's own account, else ~/.kube/config. client-node's own order would
 * guess http://localhost:8080 in the end; a wrong guess is worse than an error.
 */
export function loadKubeConfig(path?: string): KubeConfig {
  const config = new KubeConfig();
  try {
    if (path !== undefined) config.loadFromFile(path);
    else if (!process.env['KUBECONFIG'] && existsSync(podTokenPath)) config.loadFromCluster();
    else config.loadFromDefault();
  } catch (cause) {
    const source = path ?? process.env['KUBECONFIG'] ?? 'the default kubeconfig';
    throw new KubeConfigError(`${source} can't be read; name a readable kubeconfig file`, cause);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster || cluster.name === 'loaded-cluster' || !cluster.server) {
    throw new KubeConfigError('no cluster is configured; set KUBECONFIG, or run in a pod with a service account');
  }
  return config;
}
