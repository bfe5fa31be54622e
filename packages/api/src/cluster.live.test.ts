import { randomBytes } from 'node:crypto';
import { until } from '@switchboard/kube/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { admissionPolicy } from './generate/admission-policy.ts';
import { API_VERSION, GROUP, type ResourceDefinition, resources } from './resources/index.ts';
import { examples } from './testing/examples.ts';
import { clusterServer } from './testing/servers.ts';

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const definitions: readonly ResourceDefinition[] = resources;
const server = clusterServer();
afterAll(() => server.close());

describe.each(examples())('on the cluster, manifests/examples/$file', ({ manifest }) => {
  test('is taken by kubectl apply, without a warning', async () => {
    const plural = definitions.find(({ kind }) => kind === manifest.kind)?.plural;
    const path = `/apis/${API_VERSION}/namespaces/default/${plural}/${manifest.metadata.name}`;
    const answer = await server.apply(`${path}?dryRun=All`, manifest);
    expect([200, 201], String(answer.body['message'])).toContain(answer.code);
    expect(answer.warnings).toEqual([]);
  });
});

test('the controller manager finds no fault in the types of the admission policy', async () => {
  const name = `test-${randomBytes(4).toString('hex')}.${GROUP}`;
  const path = `${POLICIES}/${name}`;
  // Without a binding it judges nothing.
  await server.apply(path, { ...admissionPolicy(), metadata: { name } });
  try {
    let status: { observedGeneration?: number; typeChecking?: object } = {};
    await until('the verdict', async () => {
      status = (await server.call('GET', path)).body['status'] as typeof status;
      return status.observedGeneration !== undefined;
    });
    expect(status.typeChecking).toEqual({});
  } finally {
    await server.call('DELETE', path);
  }
});
