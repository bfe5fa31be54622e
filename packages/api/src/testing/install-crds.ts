import { setTimeout as delay } from 'node:timers/promises';
import { toCrd } from '../generate/crd.ts';
import { GROUP, type ResourceDefinition, resources } from '../resources/index.ts';
import type { ApiServer } from './api-server.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEADLINE_MS = 20_000;

/** Brings the API server to what the schemas say now, and waits until it serves that. */
export async function installCrds(server: ApiServer): Promise<void> {
  for (const resource of resources as readonly ResourceDefinition[]) {
    const path = `${CRDS}/${resource.plural}.${GROUP}`;
    const answer = await server.apply(path, toCrd(resource));
    if (answer.code >= 300) throw new Error(`${resource.plural}: ${answer.body['message']}`);
    await established(server, path);
  }
}

async function established(server: ApiServer, path: string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const { body } = await server.call('GET', path);
    const status = (body['status'] ?? {}) as { conditions?: { type: string; status: string }[] };
    if (status.conditions?.some(({ type, status: holds }) => type === 'Established' && holds === 'True')) return;
    await delay(50);
  }
  throw new Error(`${path} was not established within ${DEADLINE_MS} ms`);
}
