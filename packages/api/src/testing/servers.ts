import { PrivateApiServer, until } from '@switchboard/kube/testing';
import { toCrd } from '../generate/crd.ts';
import { API_VERSION, GROUP, type ResourceDefinition, resources } from '../resources/index.ts';
import { ApiServer } from './api-server.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

export interface ServerOfOnesOwn {
  readonly server: ApiServer;
  stop(): Promise<void>;
}

/** A real API server that knows the CRDs as the schemas say them now, where no operator answers to what tests create. */
export async function privateServer(): Promise<ServerOfOnesOwn> {
  const own = await PrivateApiServer.start();
  const server = new ApiServer(own.kubeconfig());
  const stop = async () => {
    server.close();
    await own.stop();
  };
  try {
    await installCrds(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { server, stop };
}

/** The cluster of `make up`, or the one that KUBECONFIG names. */
export const clusterServer = () => new ApiServer(process.env['KUBECONFIG'] ?? '/var/lib/switchboard/kubeconfig');

async function installCrds(server: ApiServer): Promise<void> {
  for (const resource of resources as readonly ResourceDefinition[]) {
    const path = `${CRDS}/${resource.plural}.${GROUP}`;
    const answer = await server.apply(path, toCrd(resource));
    if (answer.code >= 300) throw new Error(`${resource.plural}: ${answer.body['message']}`);
    const list = `/apis/${API_VERSION}/${resource.plural}`;
    await until(`${list} to be served`, async () => (await server.call('GET', list)).code === 200);
  }
}
