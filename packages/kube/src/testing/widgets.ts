import type { Client } from '../client.ts';
import type { KubeObject } from '../object.ts';
import { type Resource, resource } from '../resource.ts';
import { until } from './component.ts';

/** A custom resource with a status, for tests. */
export interface Widget extends KubeObject {
  spec?: { size?: number; note?: string };
  status?: { phase?: string; seen?: number };
}

export const widgets = resource<Widget>('example.com/v1', 'Widget', 'widgets');

const openObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const definitions = resource<KubeObject>(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'cluster',
);

export function defineWidgets(client: Client): Promise<void> {
  return defineResource(client, widgets);
}

/** A CustomResourceDefinition without a schema worth the name, for tests. */
export async function defineResource(client: Client, target: Resource<KubeObject>): Promise<void> {
  const version = {
    name: target.version,
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: openObject, status: openObject } } },
  };
  const { group, plural, kind } = target;
  const names = { kind, plural, singular: kind.toLowerCase() };
  const spec = { group, scope: target.namespaced ? 'Namespaced' : 'Cluster', names, versions: [version] };
  await client.of(definitions).create({ metadata: { name: `${plural}.${group}` }, spec } as KubeObject);
  await until(`${plural} to be served`, async () => (await client.of(target).list()).items.length === 0);
}
